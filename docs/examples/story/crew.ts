/**
 * The crew: who is in harbour-crew.json.
 *
 * @module
 */

import { existsSync, readFileSync } from 'node:fs';
import type { CreateRoleInput, CreateUserInput } from 'kithkin';

/** The people, roles and bots of the Merrow Quay Harbour Cooperative. */
export interface Crew {
  readonly organisation: string;
  readonly roles: readonly CreateRoleInput[];
  readonly people: readonly CreateUserInput[];
  readonly bots: readonly { readonly uid: string; readonly name: string }[];
}

// Beside this folder while it is TypeScript; still there when this folder has been compiled to dist-examples.
const places = ['../harbour-crew.json', '../../docs/examples/harbour-crew.json'];

/** Reads the file. What is in it need not be checked here: each command checks what it is given. */
export function readCrew(): Crew {
  const urls = places.map((place) => new URL(place, import.meta.url));
  const found = urls.find((url) => existsSync(url));
  if (!found) throw new Error(`Cannot find harbour-crew.json: it is at none of ${urls.join(', ')}`);
  return JSON.parse(readFileSync(found, 'utf8')) as Crew;
}

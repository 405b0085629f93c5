/**
 * Where everything is kept: the one place that knows which stores there are.
 *
 * @module
 */

import type { Store } from 'kithkin';
import { memoryStore } from 'kithkin/memory';

/** What may follow `--store=`, as the usage line shows it. */
export const storeForms = 'memory';

/** How to open the store that was asked for; undefined when there is none of that kind. */
export function storeOpener(place: string): (() => Store) | undefined {
  return place === 'memory' ? () => memoryStore() : undefined;
}

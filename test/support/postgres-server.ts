/**
 * A PostgreSQL server of the tests' own, in a temporary directory: it can be crashed and started again, and it is gone
 * when the process that started it is, however that ends.
 *
 * @module
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  accessSync,
  chownSync,
  constants,
  cpSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import pg from 'pg';

/** A server that was started here. */
export interface OwnServer {
  readonly url: string;
  /** Ends it as a crash does: what it has not written down is lost. */
  crash(): Promise<void>;
  /** Starts it again, on the same port and with the same data. */
  start(): Promise<void>;
  /** Ends it, and removes its data. */
  remove(): Promise<void>;
}

const startingMsMax = 60_000;

/** Where packages put the programs of a server. A name with `*` is any that fits, the newest first. */
const usualFolders: readonly string[] = [
  '/usr/lib/postgresql/*/bin',
  '/usr/pgsql-*/bin',
  '/opt/homebrew/opt/postgresql*/bin',
  '/usr/local/opt/postgresql*/bin',
  '/home/linuxbrew/.linuxbrew/opt/postgresql*/bin',
  '/Applications/Postgres.app/Contents/Versions/*/bin',
  '/usr/local/pgsql/bin',
];

/** The folders in which the programs of a server lie, those on the path first. */
export function foldersOfServers(
  path: string = process.env.PATH ?? '',
  others: readonly string[] = usualFolders,
): readonly string[] {
  const all = [...path.split(delimiter).filter((each) => each !== ''), ...others.flatMap(matching)];
  return [...new Set(all)].filter((folder) =>
    ['initdb', 'postgres'].every((program) => isProgram(join(folder, program))),
  );
}

/** The folders of a pattern with at most one `*`, which stands for a part of a name. */
function matching(pattern: string): readonly string[] {
  const [, parent = '', before = '', after = '', rest = ''] =
    /^(.*)\/([^/*]*)\*([^/*]*)(.*)$/.exec(pattern) ?? [];
  if (parent === '') return [pattern];
  let names: readonly string[];
  try {
    names = readdirSync(parent);
  } catch {
    return [];
  }
  return names
    .filter((name) => name.startsWith(before) && name.endsWith(after))
    .sort((a, b) => b.localeCompare(a, 'en', { numeric: true }))
    .map((name) => `${parent}/${name}${rest}`);
}

export function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Who a server may run as: nobody in particular if we are root, which it refuses. */
interface Owner {
  readonly uid?: number;
  readonly gid?: number;
}

function anyOwner(): Owner {
  if (process.getuid?.() !== 0) return {};
  for (const name of ['postgres', 'nobody']) {
    try {
      const [uid, gid] = ['-u', '-g'].map((flag) =>
        Number(execFileSync('id', [flag, name], { stdio: 'pipe' })),
      );
      if (uid !== undefined && gid !== undefined) return { uid, gid };
    } catch {
      // There is no such user.
    }
  }
  throw new Error('a server does not run as root, and there is no user postgres or nobody for it');
}

/**
 * Waits for an order, and then ends the server. The end of its input is one as well, so that the server outlives nobody,
 * and takes its data along.
 */
const keeper = `
folder=$1; shift
"$@" > "$folder/log" 2>&1 &
read order
case "$order" in
  crash) kill -QUIT $! ;;
  *) kill -INT $! ;;
esac 2> /dev/null
wait $!
[ -n "$order" ] || rm -rf "$folder"`;

/** Starts a server on data that is new, with the programs in a folder. */
export async function startServer(programs: string): Promise<OwnServer> {
  const owner = anyOwner();
  const folder = mkdtempSync(join(tmpdir(), 'kithkin-postgres-'));
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(folder, owner.uid, owner.gid);
  const options = { cwd: folder, ...owner };
  const data = join(folder, 'data');
  let keeping: ChildProcess | undefined;
  let url = '';
  let port = 0;

  const end = async (order: string) => {
    if (!keeping) return;
    const ended = once(keeping, 'close');
    keeping.stdin?.end(order);
    keeping = undefined;
    await ended;
  };
  const start = async () => {
    const settings = ['-h', '127.0.0.1', '-p', String(port), '-k', '', '-F', '-N', '200'];
    const command = [join(programs, 'postgres'), '-D', data, ...settings];
    // In a group of its own, so that what interrupts the tests at a terminal does not reach it before they have ended.
    keeping = spawn('/bin/sh', ['-c', keeper, 'keeper', folder, ...command], {
      ...options,
      detached: true,
      stdio: ['pipe', 'ignore', 'ignore'],
    });
    keeping.stdin?.on('error', () => undefined);
    await answering(url, () => lastLines(join(folder, 'log')));
  };

  try {
    const making = ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-locale', '--no-sync'];
    execFileSync(join(programs, 'initdb'), making, { ...options, stdio: 'pipe' });
    port = await freePort();
    url = `postgres://postgres@127.0.0.1:${port}/postgres`;
    await start();
  } catch (error) {
    await end('');
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
  return {
    url,
    start,
    crash: () => end('crash\n'),
    remove: async () => {
      await end('');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** Programs that are laid where a server may run them, whoever may read them here. */
export function programsForAnyone(folder: string): { readonly folder: string; remove(): void } {
  if (process.getuid?.() !== 0) return { folder, remove: () => undefined };
  const copy = mkdtempSync(join(tmpdir(), 'kithkin-programs-'));
  cpSync(join(folder, '..'), copy, { recursive: true, verbatimSymlinks: true });
  const owner = anyOwner();
  if (owner.uid !== undefined && owner.gid !== undefined) chownSync(copy, owner.uid, owner.gid);
  return { folder: join(copy, 'bin'), remove: () => rmSync(copy, { recursive: true, force: true }) };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (typeof address !== 'object' || !address) throw new Error('unreachable');
  return address.port;
}

/**
 * Whether a line of the log says that a server has given up; not that it answers somebody not yet, or not any more: who
 * asks while it crashes is told so in the log of the next one.
 */
function isFatal(line: string): boolean {
  const isOfServer = !/the database system is|not yet accepting|recovery|terminating connection/.test(line);
  return /FATAL|PANIC|error while loading/.test(line) && isOfServer;
}

async function answering(url: string, log: () => string): Promise<void> {
  const deadline = Date.now() + startingMsMax;
  for (;;) {
    const complaint = await complaintOf(url);
    if (complaint === undefined) return;
    const reason = log().split(' | ').find(isFatal);
    if (reason !== undefined) throw new Error(`it does not start: ${reason}`);
    if (Date.now() > deadline) throw new Error(`it does not answer (${complaint}): ${log()}`);
    await pause(30);
  }
}

/** What stands against using the server at an address; undefined if tables can be made there. */
export async function complaintOf(url: string): Promise<string | undefined> {
  try {
    const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
    client.on('error', () => undefined);
    await client.connect();
    try {
      const asked = `select has_database_privilege(current_database(), 'create') as may`;
      const { rows } = await client.query<{ may: boolean }>(asked);
      return rows[0]?.may ? undefined : 'no schema may be created in that database';
    } finally {
      await client.end();
    }
  } catch (error) {
    const { message, code } = error as { message?: string; code?: string };
    return message || code || String(error);
  }
}

function lastLines(path: string): string {
  try {
    return readFileSync(path, 'utf8').trim().split('\n').slice(-5).join(' | ');
  } catch {
    return 'it has said nothing';
  }
}

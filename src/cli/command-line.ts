/**
 * The command line: what arguments ask for.
 *
 * @module
 */

import { parseArgs } from 'node:util';
import { type ApiKeyScope, apiKeyScopes } from '../api-key/api-key.ts';
import { isIdText } from '../shared/ids.ts';
import { err, ok, type Result } from '../shared/result.ts';
import { storeForms } from './open-store.ts';

/** Which app is meant, and where it is kept. */
export interface AppChoice {
  /** As `placeOf` takes it. */
  readonly store: string;
  readonly appId: string;
}

/** What to serve, and how. */
export interface ServeOptions extends AppChoice {
  readonly host: string;
  /** 0 means any that is free. */
  readonly port: number;
  /** The origins whose pages may call; all of them when empty. */
  readonly origins: readonly string[];
  /** Whether requests are limited, as documented. */
  readonly isLimited: boolean;
  /** Whether failures are logged with all that is known of them. */
  readonly isDebugging: boolean;
}

/** Which key to create. */
export interface CreateKeyOptions extends AppChoice {
  readonly name: string;
  readonly scope: ApiKeyScope;
}

/** What is asked for. */
export type Command =
  | { readonly type: 'serve'; readonly options: ServeOptions }
  | { readonly type: 'createKey'; readonly options: CreateKeyOptions }
  | { readonly type: 'help'; readonly text: string };

/** Arguments that make no sense: what is wrong with them, and how it is meant. */
export interface WrongArguments {
  readonly reason: string;
  readonly usage: string;
}

/** This machine alone can be asked there. */
const loopback = '127.0.0.1';

const defaults = { store: 'memory', app: 'my-chat', host: loopback, port: '8080', scope: 'fullAccess' };

const serveUsage = `Usage: kithkin serve [--store=${storeForms}] [--app=ID] [--port=N] [--host=HOST]
                     [--origin=ORIGIN]… [--rate-limit] [--debug]`;
const createKeyUsage = `Usage: kithkin keys create --store=sqlite:FILE|postgres://… --name=NAME
                           [--scope=${apiKeyScopes.join('|')}] [--app=ID]`;
const usage = `Usage: kithkin serve [options]
       kithkin keys create [options]
       kithkin --help`;

const durableHelp = `  --store=sqlite:./chat.db  where everything is kept: in a SQLite file, which is made if it is not there
  --store=postgres://…      in a PostgreSQL database; the password may stand in PGPASSWORD instead`;
const appHelp = `  --app=ID                  the app in the store; ${defaults.app} when absent`;

const serveHelp = `${serveUsage}

Serves one app over HTTP, under /v3: users, friends, blocks, roles, groups, bots, API keys and auth tokens.
The first start in a store creates two API keys and shows them, once.

${durableHelp}
  --store=memory            in memory, gone when the process ends; so when --store is absent
${appHelp}
  --port=N                  the port; ${defaults.port} when absent, and 0 for any that is free
  --host=HOST               the address to listen at; ${loopback} when absent, where only this machine can ask.
                            It speaks plain HTTP: elsewhere, put a proxy in front that speaks TLS
  --origin=https://…        an origin whose pages may call, one at a time; all may when absent
  --rate-limit              refuse what an app asks beyond 10,000 core and 20,000 other requests a minute
  --debug                   log failures with their messages and stacks, which may tell what was asked

Ctrl-C or SIGTERM ends it once what is under way is done, 10 seconds later at most; twice ends it at once.
It exits with 0 when all was done, with 1 when something was cut off, with 2 when it could not start.`;

const createKeyHelp = `${createKeyUsage}

Creates an API key and shows it, once: only its digest is kept.

${durableHelp}
${appHelp}
  --name=NAME               what it is called; unique in the app
  --scope=SCOPE             fullAccess for servers, when absent; authOnly to register users and log them in`;

const help = `${usage}

  serve         serve an app over HTTP
  keys create   create another API key

kithkin serve --help and kithkin keys create --help tell more.`;

const texts = { type: 'string' } as const;
const switches = { type: 'boolean', default: false } as const;
const shared = {
  store: { type: 'string', default: defaults.store },
  app: { type: 'string', default: defaults.app },
  help: switches,
} as const;

/** Understands the arguments behind the name of the program. */
export function commandOf(args: readonly string[]): Result<Command, WrongArguments> {
  const [first, second] = args;
  if (first === 'serve') return understood(serveUsage, () => serveCommand(args.slice(1)));
  if (first === 'keys' && second === 'create') {
    return understood(createKeyUsage, () => createKeyCommand(args.slice(2)));
  }
  if (first === '--help' || first === 'help') return ok({ type: 'help', text: help });
  const reason = first === undefined ? 'What is to be done?' : `There is no command "${args.join(' ')}".`;
  return err({ reason, usage });
}

/** Arguments were read that make no sense. */
class Wrong extends Error {}

function understood(usage: string, read: () => Command): Result<Command, WrongArguments> {
  try {
    return ok(read());
  } catch (error) {
    if (error instanceof Wrong || isOfArguments(error)) return err({ reason: error.message, usage });
    throw error;
  }
}

/** Whether Node's parser did not understand the arguments. */
function isOfArguments(error: unknown): error is Error {
  return error instanceof Error && 'code' in error && /^ERR_PARSE_ARGS_/.test(String(error.code));
}

function serveCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: {
      ...shared,
      host: { type: 'string', default: defaults.host },
      port: { type: 'string', default: defaults.port },
      origin: { type: 'string', multiple: true, default: [] },
      'rate-limit': switches,
      debug: switches,
    },
  });
  if (values.help) return { type: 'help', text: serveHelp };
  return {
    type: 'serve',
    options: {
      ...appChoiceOf(values),
      host: hostOf(values.host),
      port: portOf(values.port),
      origins: values.origin.map(originOf),
      isLimited: values['rate-limit'],
      isDebugging: values.debug,
    },
  };
}

function createKeyCommand(args: readonly string[]): Command {
  const { values } = parseArgs({
    args: [...args],
    options: { ...shared, name: texts, scope: { type: 'string', default: defaults.scope } },
  });
  if (values.help) return { type: 'help', text: createKeyHelp };
  const { name, store } = values;
  const scope = apiKeyScopes.find((each) => each === values.scope);
  if (store === 'memory') {
    throw new Wrong('Nobody else sees a key in memory: say where the app is kept, with --store=…');
  }
  if (name === undefined) throw new Wrong('The key needs a name: --name=Backup');
  if (!scope)
    throw new Wrong(`--scope must be one of ${apiKeyScopes.join(', ')}, and not "${values.scope}".`);
  return { type: 'createKey', options: { ...appChoiceOf(values), name, scope } };
}

function appChoiceOf({ store, app }: { readonly store: string; readonly app: string }): AppChoice {
  if (isIdText(app)) return { store, appId: app };
  throw new Wrong(`--app must be 1 to 100 of A-Z a-z 0-9 _ -, and not "${app}".`);
}

function hostOf(text: string): string {
  if (/^[\w.:%-]+$/.test(text)) return text;
  throw new Wrong(`--host must be an address or a name, and not "${text}".`);
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new Wrong(`--port must be a whole number from 0 to 65535, and not "${text}".`);
}

function originOf(text: string): string {
  const origin = URL.canParse(text) ? new URL(text).origin : undefined;
  if (origin === text) return text;
  throw new Wrong(`--origin must be like https://app.example, with nothing behind it, and not "${text}".`);
}

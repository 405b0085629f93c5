import { openApp } from 'kithkin';
import { describe, expect, it } from 'vitest';
import { run } from '../../src/cli/run.ts';
import { newFile, storeOn } from '../adapters/sqlite/files.ts';
import { must } from '../support/test-app.ts';

/** Runs a command in this process. It is told to stop at once, so that a server ends as soon as it has begun. */
async function ran(...args: readonly string[]) {
  const said = { out: '', error: '' };
  const code = await run(args, {
    out: (line) => {
      said.out += `${line}\n`;
    },
    error: (line) => {
      said.error += `${line}\n`;
    },
    stopped: AbortSignal.abort(),
  });
  return { code, ...said };
}

describe('kithkin', () => {
  it.each([
    [['--help'], 'kithkin serve --help and kithkin keys create --help tell more.'],
    [['serve', '--help'], '--origin=https://…'],
    [['keys', 'create', '--help'], '--scope=SCOPE'],
  ])('helps with %j', async (args, part) => {
    const { code, out, error } = await ran(...args);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^Usage: kithkin /);
    expect(out).toContain(part);
    expect(out.split('\n').filter((line) => line.length > 110)).toEqual([]);
  });

  it.each([
    [[], 'What is to be done?\nUsage: '],
    [['sevre'], 'There is no command "sevre".\nUsage: '],
    [['keys'], 'There is no command "keys".\nUsage: '],
  ])('shows its commands to %j', async (args, why) => {
    const { code, out, error } = await ran(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error.slice(0, why.length)).toBe(why);
  });
});

describe('kithkin serve', () => {
  it('stops as soon as it has begun, if it was told so meanwhile', async () => {
    const { code, out, error } = await ran('serve', '--port=0', '--app=other');
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^Kithkin serves other at http:[\s\S]*\nStopping/);
  });

  it.each([
    [['--port=abc'], '--port must be a whole number from 0 to 65535, and not "abc".'],
    [['--port=65536'], '--port must be a whole number from 0 to 65535, and not "65536".'],
    [['--port=-1'], '--port must be a whole number from 0 to 65535, and not "-1".'],
    [['--prot=1'], "Unknown option '--prot'"],
    [['--port'], "Option '--port <value>' argument missing"],
    [['now'], "Unexpected argument 'now'"],
    [['--app=my chat'], '--app must be 1 to 100 of A-Z a-z 0-9 _ -, and not "my chat".'],
    [['--host=http://here'], '--host must be an address or a name, and not "http://here".'],
    [['--host='], '--host must be an address or a name, and not "".'],
    [
      ['--origin=https://a.example/page'],
      '--origin must be like https://app.example, with nothing behind it',
    ],
  ])('says what is wrong with %j, and how it is meant', async (args, why) => {
    const { code, out, error } = await ran('serve', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error.slice(0, why.length)).toBe(why);
    expect(error).toContain('\nUsage: kithkin serve ');
  });

  it.each([
    ['stone', 'There is no store "stone": there is memory, sqlite:FILE, postgres://….'],
    [`sqlite:${import.meta.filename}`, `${import.meta.filename} cannot be opened as a SQLite database: `],
    ['postgres://ana:secret@[::1]:1/chat', 'The store [::1]:1/chat does not answer: '],
    ['postgres://ana:secret@nowhere.invalid/chat', 'The store nowhere.invalid/chat does not answer: '],
  ])('says what is wrong with the store %s', async (store, why) => {
    const { code, out, error } = await ran('serve', '--port=0', `--store=${store}`);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error.slice(0, why.length)).toBe(why);
    expect(error.slice(why.length)).toMatch(/^.+\n$|^\n$/);
    expect(error).not.toContain('secret');
  });

  it('says that an address is none of this machine’s', async () => {
    const { code, error } = await ran('serve', '--host=192.0.2.1', '--port=0');
    expect(code).toBe(2);
    expect(error).toBe('192.0.2.1 is no address of this machine: choose another with --host=HOST.\n');
  });
});

describe('kithkin keys create', () => {
  it.each([
    [['--name=A'], 'Nobody else sees a key in memory: say where the app is kept, with --store=…\n'],
    [['--store=sqlite:x.db'], 'The key needs a name: --name=Backup\n'],
    [['--store=sqlite:x.db', '--name=A', '--scope=all'], '--scope must be one of authOnly, fullAccess'],
  ])('says what is wrong with %j', async (args, why) => {
    const { code, out, error } = await ran('keys', 'create', ...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error.slice(0, why.length)).toBe(why);
    expect(error).toContain('\nUsage: kithkin keys create ');
  });

  it('says why a key is refused', async () => {
    const file = newFile();
    const app = openApp({ store: storeOn(file), appId: 'my-chat' });
    const create = (name: string) => ran('keys', 'create', `--store=sqlite:${file}`, `--name=${name}`);
    const refused = async (name: string) => {
      const { code, out, error } = await create(name);
      expect({ code, out }).toEqual({ code: 2, out: '' });
      return error;
    };
    expect(await create('Backup')).toMatchObject({ code: 0, error: '' });
    expect(await refused('Backup')).toBe(
      'There is an API key named "Backup" already: choose another --name.\n',
    );
    expect(await refused(' ')).toBe('--name must not be blank.\n');
    for (let number = 2; number <= 25; number += 1) await must(app.apiKeys.create({ name: `${number}` }));
    expect(await refused('One more')).toBe(
      'The app has 25 API keys, as many as allowed: delete one first.\n',
    );
  });
});

import { type Limits, okAsync, openApp, ResultAsync } from 'kithkin';
import { type Place, placeOf } from 'kithkin/open-store';
import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { Asking, StoryStopped } from '../../docs/examples/story/asking.ts';
import { runCommand } from '../../docs/examples/story/command-line.ts';
import { readCrew } from '../../docs/examples/story/crew.ts';
import { lineWidth, widthOf, wrap } from '../../docs/examples/story/layout.ts';
import { Narrator } from '../../docs/examples/story/narrator.ts';
import { type StoryOptions, tellStory } from '../../docs/examples/story.ts';
import { newFile } from '../adapters/sqlite/files.ts';

const esc = '\u001b';

/** As `npm start` opens a file. */
const quick = { durability: 'process' } as const;

/** Keeps what is printed. */
function into(lines: string[]): (line: string) => void {
  return (line) => {
    lines.push(line);
  };
}

async function told(options: Partial<StoryOptions> = {}): Promise<readonly string[]> {
  const lines: string[] = [];
  await tellStory({ place: await placeOf('memory'), print: into(lines), ...options });
  // How far a step was after two seconds is told on a busy machine only.
  return lines.filter((line) => !/ … (still waiting|[\d,]+ of [\d,]+)$/.test(line));
}

const isHeading = (line: string): boolean => /^ ?\d+ \S/.test(line);

/** The chapters that were told, without what is said about the telling afterwards. */
function chaptersIn(lines: readonly string[]): readonly (readonly string[])[] {
  const end = lines.findIndex((line) => /^ +(Stopped after|[\d,]+ commands, )/.test(line));
  const chapters: string[][] = [];
  for (const line of lines.slice(0, end < 0 ? undefined : end)) {
    if (isHeading(line)) chapters.push([]);
    chapters.at(-1)?.push(line);
  }
  return chapters;
}

const withoutBlanks = (chapter: readonly string[]): readonly string[] =>
  chapter.filter((line) => line !== '');

describe('the story', () => {
  let lines: readonly string[] = [];

  beforeAll(async () => {
    lines = await told();
  });

  /** What stands in one chapter beside what was asked: the mark and the answer. */
  function answers(chapter: string, asked: string): readonly string[] {
    const begin = lines.findIndex((line) => isHeading(line) && line.includes(chapter));
    const end = lines.findIndex((line, index) => index > begin && isHeading(line));
    return lines
      .slice(begin, end < 0 ? undefined : end)
      .filter((line) => line.trimStart().startsWith(asked))
      .map((line) => line.trimStart().slice(asked.length).trim());
  }

  it.each([
    ['The crew signs on', 'Then everyone signs on', '✓ 30 users'],
    ['The crew signs on', 'Another Maren wants the uid MAREN', '✗ ERR_UID_ALREADY_EXISTS  uid: maren'],
    ['The crew signs on', 'Layla looks at her own profile', '✓ sees berth, languages, since, @private'],
    ['The crew signs on', 'Kofi looks at it', '✓ sees berth, languages, since'],
    ['A hundred logins', 'Kofi still has', '✓ 100 active tokens'],
    ['A hundred logins', 'The first token is tried', '✗ AUTH_ERR_AUTH_TOKEN_NOT_FOUND'],
    ['A hundred logins', 'The newest works', '✓ kofi'],
    ['The last place', 'Maren now has', '✓ 1,000 friends, and is full'],
    [
      'The last place',
      'The other guest tries again',
      '✗ ERR_FRIENDS_LIMIT_EXCEEDED  uid: maren, limit: 1,000',
    ],
    ['The last place', 'Maren asks the guest', '✗ ERR_FRIENDS_LIMIT_EXCEEDED  uid: maren, limit: 1,000'],
    ['Not speaking', '… and from her side?', '✓ no'],
    ['Not speaking', 'Inês looks at Kofi’s profile', '✓ hasBlockedMe: true, blockedByMe: false'],
    ['Not speaking', 'Who has blocked Inês?', '✓ kofi'],
    ['Not speaking', 'Are they still friends?', '✓ yes'],
    ['Roles', 'The role “diver” is deleted', '✗ ERR_ROLE_IN_USE  role: diver'],
    ['Three kinds of door', '… with the wrong word', '✗ ERR_WRONG_GROUP_PASS  guid: pilot-house'],
    ['A quarrel in the pilot house', 'Kofi hands it over', '✓ ines owns it'],
    [
      'Two thousand channels',
      'Administration adds her to it',
      '✗ ERR_GROUPS_LIMIT_EXCEEDED  uid: yuki, limit: 2,000',
    ],
    ['Bots', '… and Fish Auction, one too many', '✗ ERR_BOTS_LIMIT_EXCEEDED  limit: 25'],
    ['Bots', 'Gull Counter has a place again', '✓ gull-counter'],
    ['API keys', 'The login page: users.delete', '✗ AUTH_ERR_NO_ACCESS'],
    ['The night watch', '… the next page', '✓ layla, maren, minjun, rosa'],
    ['The night watch', '… the next page', '✓ thanh, tomas, yuki (the last page)'],
    ['The night watch', 'Maren’s friends on the night watch', '✓ kofi, yuki'],
    ['The night watch', 'Galley and office, beginning with “N”', '✓ nino, noa, thanh (Nguyễn Thị Thanh)'],
    ['The harbour closes for the night', 'Tomáš is still logged in', '✓ tomas'],
    ['Kofi goes on leave', 'Maren’s list shows', '✓ 999 friends'],
    ['Kofi goes on leave', 'He has, as before', '✓ friends: 3, groups: 1, tokens: 100'],
    ['Dmitri retires', 'Dmitri is deleted for good', '✗ ERR_GROUP_OWNER  uid: dmitri, guid: winches'],
    ['Dmitri retires', 'Arjun now has', '✓ 0 friends'],
    ['Dmitri retires', '… and Maren', '✓ 999 friends'],
    ['Dmitri retires', 'His grandson signs on', '✓ dmitri, Дмитрий Павлович Волков'],
    ['The rowing club', 'dag', '✗ ERR_NO_VACANCY  guid: coxless-four, limit: 4'],
    ['The line goes dead', 'Two befriend on a store that is closed', '✗ STORE_UNAVAILABLE  committed: false'],
  ])('tells in “%s”: %s %s', (chapter, asked, answer) => {
    expect(answers(chapter, asked)).toContain(answer);
  });

  it('gives the last place to exactly one of two who ask at the same moment', () => {
    const rivals = ['guest-0999 befriends Maren', 'guest-1000 befriends Maren'];
    const outcomes = rivals.flatMap((rival) => answers('The last place', rival));
    expect([...outcomes].sort()).toEqual([
      '✓ friends',
      '✗ ERR_FRIENDS_LIMIT_EXCEEDED  uid: maren, limit: 1,000',
    ]);
  });

  it('ends with the state of every cap', () => {
    const table = lines.slice(
      lines.findIndex((line) => /^ +cap +limit +used +by +at the limit$/.test(line)) + 2,
    );
    const rows = table.slice(0, table.indexOf('')).map((row) => row.trim().split(/ {2,}/).slice(0, 4));
    const caps: { readonly [Name in keyof Limits]: readonly string[] } = {
      friendshipsPerUserMax: ['friends of a user', '1,000', '1,000', 'maren'],
      activeAuthTokensPerUserMax: ['tokens of a user', '100', '100', 'kofi'],
      groupMembershipsPerUserMax: ['groups of a user', '2,000', '2,000', 'yuki'],
      membersPerGroupMax: ['members of a group', '100,000', '1,002', 'quay'],
      botsPerAppMax: ['bots', '25', '25', 'the app'],
      rolesPerAppMax: ['roles beside default', '25', '25', 'the app'],
      apiKeysPerAppMax: ['API keys', '25', '25', 'the app'],
    };
    expect(rows).toEqual(Object.values(caps));
    expect(lines.at(-2)).toMatch(/^ +[\d,]+ commands, \d+ refusals, and everything as the story has it\.$/);
  });

  it('fits its lines into a terminal, leaves no space at their ends and no two of them empty', () => {
    expect(lines.filter((line) => widthOf(line) > lineWidth)).toEqual([]);
    expect(lines.filter((line) => line !== line.trimEnd())).toEqual([]);
    expect(lines.filter((line, index) => line === '' && lines[index + 1] === '')).toEqual([]);
  });

  it('is the same at every telling, and in colour but for the colour', async () => {
    const coloured = await told({ isColoured: true });
    expect(lines.join('\n')).not.toContain(esc);
    expect(coloured.join('\n')).toContain(`${esc}[32m✓${esc}[39m`);
    expect(coloured.map((line) => line.replaceAll(new RegExp(`${esc}\\[\\d+m`, 'g'), ''))).toEqual(lines);
  });
});

describe('the story in a file', () => {
  let inMemory: readonly (readonly string[])[] = [];

  beforeAll(async () => {
    inMemory = chaptersIn(await told()).map(withoutBlanks);
  });

  it('is that in memory, stopped after every chapter and gone on with by a new handle', async () => {
    const place = await placeOf(`sqlite:${newFile()}`, quick);
    const signal = AbortSignal.abort();
    const tellings: (readonly string[])[] = [];
    for (let chapter = 0; chapter < inMemory.length; chapter += 1) {
      tellings.push(await told({ place, signal }));
    }
    const chapters = tellings.map((lines) => chaptersIn(lines).map(withoutBlanks));
    expect(chapters).toEqual(inMemory.map((chapter) => [chapter]));
    expect(tellings[0]?.join('\n')).toContain(`Stopped after chapter 1 of ${inMemory.length}.`);
    expect(tellings[1]?.join('\n')).toContain(`Here 1 of ${inMemory.length} chapters were told before.`);
    const summary = /[\d,]+ commands, \d+ refusals, and everything as the story has it/;
    expect(summary.exec(tellings.at(-1)?.join('\n') ?? '')?.[0]).toBe(
      summary.exec((await told()).join('\n'))?.[0],
    );

    // And then the epilogue, as often as somebody comes.
    const epilogue = await told({ place });
    expect(chaptersIn(epilogue)).toEqual([]);
    expect(epilogue.join('\n')).toMatch(/Every cap is as full as it was, and holds:/);
    const again = await told({ place });
    expect(again.filter((line) => !summary.test(line))).toEqual(
      epilogue.filter((line) => !summary.test(line)),
    );

    // What the epilogue says is looked up: somebody who is gone stops it.
    const store = place.open();
    const gone = await openApp({ store, appId: 'merrow-quay' }).users.delete('luka', { permanent: true });
    await store.close();
    expect(gone.isOk()).toBe(true);
    await expect(told({ place })).rejects.toThrow(StoryStopped);
  });

  it('goes on after it broke off in the middle of a chapter, in a harbour of its own', async () => {
    const place = await placeOf(`sqlite:${newFile()}`, quick);
    await told({ place, signal: AbortSignal.abort() });
    const pulled = new Error('somebody pulled the plug');
    const print = (line: string): void => {
      if (line.includes('Its handle, which is no secret')) throw pulled;
    };
    await expect(told({ place, print })).rejects.toThrow(pulled);

    const lines = await told({ place, signal: AbortSignal.abort() });
    expect(chaptersIn(lines).map(withoutBlanks)).toEqual(inMemory.slice(1, 2));
    expect(lines.join('\n')).toContain(`Chapter 2 of ${inMemory.length} broke off in the middle here`);
  });

  it('begins at its first chapter when it is wanted anew', async () => {
    const place = await placeOf(`sqlite:${newFile()}`, quick);
    const signal = AbortSignal.abort();
    await told({ place, signal });
    for (const isAnew of [true, false]) {
      const lines = await told({ place, signal, isAnew });
      const index = isAnew ? 0 : 1;
      expect(chaptersIn(lines).map(withoutBlanks)).toEqual(inMemory.slice(index, index + 1));
    }
  });

  it('says what is wrong with a file that is none of SQLite’s', async () => {
    const place = await placeOf(`sqlite:${import.meta.filename}`);
    await expect(told({ place })).rejects.toThrow(/story\.test\.ts cannot be opened as a SQLite database: /);
  });
});

describe('the crew', () => {
  const { people, bots, roles } = readCrew();

  it('is thirty people with names in many scripts, and enough bots to be refused one', () => {
    const scripts = ['Latin', 'Han', 'Hangul', 'Arabic', 'Cyrillic', 'Greek', 'Hebrew', 'Thai', 'Devanagari'];
    const missing = scripts.filter((script) =>
      people.every(({ name }) => !new RegExp(`\\p{Script=${script}}`, 'u').test(name)),
    );
    expect(missing).toEqual([]);
    expect(people).toHaveLength(30);
    expect(bots).toHaveLength(26);
    expect(roles.length).toBeGreaterThan(5);
  });

  it('lives on hosts and telephone numbers that are nobody’s', () => {
    const text = JSON.stringify(people);
    const hosts = [...text.matchAll(/https?:\/\/([^/"]+)/g)].map(([, host]) => host ?? '');
    expect(hosts.filter((host) => !/(^|\.)example\.(org|net|com)$/.test(host))).toEqual([]);
    const numbers = [...text.matchAll(/"phone":"([^"]+)"/g)].map(([, number]) => number ?? '');
    expect(numbers.filter((number) => !/^\+1 202 555 01\d\d$/.test(number))).toEqual([]);
    expect(numbers).toHaveLength(30);
  });
});

describe('a step of the story', () => {
  const lines: string[] = [];
  const ask = new Asking(new Narrator(into(lines)));
  const refusal = { code: 'ERR_UID_NOT_FOUND', uid: 'nemo' } as const;
  const refused = () => ResultAsync.fromPromise(Promise.reject(refusal), () => refusal);
  const later = () =>
    ResultAsync.fromSafePromise(
      new Promise((resolve) => {
        setTimeout(resolve, 5000);
      }),
    );

  afterEach(() => {
    lines.length = 0;
    vi.useRealTimers();
  });

  it('stops it when an expected success is refused', async () => {
    const step = ask.ok('Nemo logs in', refused(), String);
    await expect(step).rejects.toThrow(
      new StoryStopped('"Nemo logs in" was to succeed, but was refused with ERR_UID_NOT_FOUND (uid: nemo).'),
    );
    expect(lines).toEqual([]);
  });

  it('stops it when one of many is refused', async () => {
    await expect(ask.each('All log in', ['nemo'], refused, String)).rejects.toThrow(StoryStopped);
  });

  it('stops it when an expected refusal does not come', async () => {
    const command: ResultAsync<string, typeof refusal> = okAsync('done');
    await expect(ask.refused('Nemo logs in', command, { code: 'ERR_UID_NOT_FOUND' })).rejects.toThrow(
      new StoryStopped('"Nemo logs in" was to be refused with ERR_UID_NOT_FOUND, but succeeded.'),
    );
  });

  it('stops it when a refusal names somebody else', async () => {
    const step = ask.refused('Nemo logs in', refused(), { code: 'ERR_UID_NOT_FOUND', uid: 'ned' as 'nemo' });
    await expect(step).rejects.toThrow(/with ERR_UID_NOT_FOUND \(uid: ned\), but was with .*\(uid: nemo\)/);
  });

  it('stops it when something is not as it should be', () => {
    expect(() => ask.same('The number of winners', 2, 1)).toThrow(
      new StoryStopped('"The number of winners" was to be 1, but is 2.'),
    );
  });

  it('says that it is still waiting when an answer takes more than two seconds', async () => {
    vi.useFakeTimers();
    const step = ask.ok('Nemo is slow', later(), () => 'there');
    await vi.advanceTimersByTimeAsync(5000);
    await step;
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['Nemo is slow', '… still waiting'],
      ['Nemo is slow', '… still waiting'],
      ['Nemo is slow', '✓ there'],
    ]);
  });

  it('says how far it is when many take more than two seconds', async () => {
    vi.useFakeTimers();
    const step = ask.each('Three are slow', [1, 2, 3], later, (all) => `${all.length} there`);
    await vi.advanceTimersByTimeAsync(15_000);
    await step;
    expect(lines.map((line) => line.trim().split(/ {2,}/))).toEqual([
      ['Three are slow', '… 1 of 3'],
      ['Three are slow', '… 2 of 3'],
      ['Three are slow', '… 3 of 3'],
      ['Three are slow', '✓ 3 there'],
    ]);
  });
});

describe('the command line', () => {
  const run = async (args: readonly string[], tell: (place: Place, isAnew: boolean) => Promise<void>) => {
    const out: string[] = [];
    const error: string[] = [];
    return {
      code: await runCommand(args, { out: into(out), error: into(error) }, tell),
      out: out.join('\n'),
      error: error.join('\n'),
    };
  };
  const never = () => Promise.reject(new Error('must not be told'));

  it('tells the story on the memory store, asked for or not', async () => {
    for (const args of [[], ['--store=memory']]) {
      const { code, error } = await run(args, async (place) => {
        expect(place).toMatchObject({ name: 'memory', isDurable: false });
      });
      expect({ code, error }).toEqual({ code: 0, error: '' });
    }
  });

  it.each([['--help'], ['--store=memory --help']])('explains itself on %s', async (args) => {
    const { code, out, error } = await run(args.split(' '), never);
    expect({ code, error }).toEqual({ code: 0, error: '' });
    expect(out).toMatch(/^Usage: npm start -- /);
  });

  it.each([
    ['--stroe=memory', "Unknown option '--stroe'"],
    ['--store=stone', 'There is no store "stone": '],
    ['--store', "Option '--store <value>' argument missing"],
    ['--store=', 'There is no store "": '],
    ['--store=sqlite:', 'The SQLite store wants the path of a file, such as sqlite:./chat.db'],
    ['--store=sqlite::memory:', 'The SQLite store wants the path of a file, such as sqlite:./chat.db'],
    ['--store=postgres:here', 'The PostgreSQL store wants a URL, such as '],
    ['--store=postgres:http://127.0.0.1/', 'The PostgreSQL store wants a URL, such as '],
    ['memory', "Unexpected argument 'memory'."],
    ['', "Unexpected argument ''."],
  ])('refuses %j, says why, and shows its usage', async (arg, why) => {
    const { code, out, error } = await run([arg], never);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(error.slice(0, why.length)).toBe(why);
    expect(error).toMatch(
      /\nUsage: npm start -- \[--store=memory\|sqlite:FILE\|postgres:.*\] \[--anew\] \[--help\]$/,
    );
  });

  it.each([
    ['sqlite:./demo.db', './demo.db'],
    ['postgres://ana:secret@db.example.org:5432/chat', 'db.example.org:5432/chat'],
    ['postgresql://ana@db.example.org/chat', 'db.example.org/chat'],
    ['postgres:postgres://db.example.org/chat', 'db.example.org/chat'],
  ])('takes --store=%s, and never shows who connects', async (form, name) => {
    let given: Place | undefined;
    const { code } = await run([`--store=${form}`, '--anew'], async (place, isAnew) => {
      expect(isAnew).toBe(true);
      given = place;
    });
    expect(code).toBe(0);
    expect(given).toMatchObject({ name, isDurable: true });
  });

  it('ends with 1 and says why when the story stops', async () => {
    const { code, error } = await run([], () => Promise.reject(new StoryStopped('Nobody came.')));
    expect(code).toBe(1);
    expect(error).toContain('The story stops here. Nobody came.');
  });

  it('hides no bug', async () => {
    await expect(run([], () => Promise.reject(new TypeError('a bug')))).rejects.toThrow(TypeError);
  });
});

describe('the layout', () => {
  it('counts wide characters twice and combining marks not at all', () => {
    expect(['田中', 'ゆき', '서민준', 'Inês', 'Ine\u0302s', 'สมชาย'].map(widthOf)).toEqual([
      4, 4, 6, 4, 4, 5,
    ]);
  });

  it('wraps between words, and indents as the first line', () => {
    expect(wrap('  one two three', 9)).toEqual(['  one two', '  three']);
    expect(wrap('unbreakable', 4)).toEqual(['unbreakable']);
    expect(wrap('', 4)).toEqual(['']);
  });
});

import fc from 'fast-check';
import { err, ok, type Result } from 'kithkin';
import { beforeEach, describe, expect, it } from 'vitest';
import { PasswordTries, type PasswordTryBounds, passwordTryBounds } from '../../src/http/password-tries.ts';
import { createUsers, epoch, must, TestClock } from '../support/test-app.ts';
import { openServer, refusal, type Send, type TestServer } from './server.ts';

type Outcome = 'right' | 'wrong' | 'full' | 'throws';

/** A try that the test ends when it likes. */
interface Attempt {
  readonly user: string;
  readonly guid: string;
  readonly end: (outcome: Outcome) => void;
}

const resultOf: Readonly<Record<Exclude<Outcome, 'throws'>, Result<string, { readonly code: string }>>> = {
  right: ok('in'),
  wrong: err({ code: 'ERR_WRONG_GROUP_PASS' }),
  full: err({ code: 'ERR_NO_VACANCY' }),
};

/** Lets all promises that can go on do so. */
const settle = async () => {
  for (let step = 0; step < 20; step += 1) await Promise.resolve();
};

function triesWith(bounds: Partial<PasswordTryBounds> = {}) {
  const clock = new TestClock();
  const tries = new PasswordTries(clock.read, { ...passwordTryBounds, ...bounds });
  const underWay: Attempt[] = [];
  const answers: string[] = [];
  /** Tries, and notes the code of the answer. */
  const run = async (user: string, guid: string): Promise<void> => {
    const attempt = () =>
      new Promise<Result<string, { readonly code: string }>>((resolve, reject) => {
        const current: Attempt = {
          user,
          guid,
          end: (outcome) => {
            underWay.splice(underWay.indexOf(current), 1);
            if (outcome === 'throws') reject(new Error('broken'));
            else resolve(resultOf[outcome]);
          },
        };
        underWay.push(current);
      });
    const result = await tries.run({ appId: 'app', uid: user, guid }, attempt).catch(() => undefined);
    answers.push(result?.isErr() ? result.error.code : 'done');
  };
  /** Begins a try, as far as it goes until it is ended. */
  const begin = async (user: string, guid: string): Promise<void> => {
    void run(user, guid);
    await settle();
  };
  return { clock, tries, underWay, answers, begin };
}

const bounds = { underWayMax: 2, waitingMax: 2, wrongMax: 3, rememberedMax: 4 };

const steps = fc.array(
  fc.oneof(
    { weight: 8, arbitrary: fc.record({ user: fc.nat({ max: 5 }), guid: fc.constantFrom('g', 'G', 'h') }) },
    {
      weight: 4,
      arbitrary: fc.record({
        end: fc.nat({ max: 1 }),
        outcome: fc.constantFrom<Outcome>('wrong', 'wrong', 'wrong', 'right', 'full', 'throws'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ seconds: fc.integer({ min: -5, max: 61 }) }) },
  ),
  { maxLength: 80 },
);

describe('password tries', () => {
  it('are under way one for each user and few for all, wait in a short line, and are all answered', async () => {
    await fc.assert(
      fc.asyncProperty(steps, async (sequence) => {
        const { clock, tries, underWay, answers, begin } = triesWith(bounds);
        let begun = 0;
        for (const step of sequence) {
          if ('seconds' in step) clock.now += step.seconds;
          else if ('end' in step) underWay[step.end]?.end(step.outcome);
          else {
            begun += 1;
            await begin(`u${step.user}`, step.guid);
          }
          await settle();
          expect(underWay.length).toBeLessThanOrEqual(bounds.underWayMax);
          expect(new Set(underWay.map(({ user }) => user)).size).toBe(underWay.length);
          const unanswered = begun - answers.length;
          expect(unanswered - underWay.length).toBeLessThanOrEqual(bounds.waitingMax);
          // Nobody waits while there is room.
          if (underWay.length < bounds.underWayMax) expect(unanswered).toBe(underWay.length);
          expect(tries.size).toBeLessThanOrEqual(bounds.rememberedMax);
        }
        while (underWay.length > 0) {
          underWay[0]?.end('right');
          await settle();
        }
        expect(answers).toHaveLength(begun);
      }),
    );
  });

  it('are refused to a user and group for a minute from the first wrong one, and only then', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(fc.constantFrom('ana', 'bo'), fc.constantFrom('g', 'h'), fc.nat({ max: 40 })), {
          maxLength: 60,
        }),
        async (sequence) => {
          const { clock, underWay, answers, begin } = triesWith({ wrongMax: 3 });
          const wrong = new Map<string, number[]>();
          for (const [user, guid, seconds] of sequence) {
            clock.now += seconds;
            const place = `${user} ${guid}`;
            const [first = clock.now, ...others] = wrong.get(place) ?? [];
            const isOver = clock.now >= first + 60;
            const counted = isOver ? [] : wrong.has(place) ? [first, ...others] : [];
            await begin(user, guid);
            underWay[0]?.end('wrong');
            await settle();
            const isRefused = answers.at(-1) === 'ERR_TOO_MANY_REQUESTS';
            expect(isRefused).toBe(counted.length >= 3);
            if (!isRefused) wrong.set(place, [...counted, clock.now]);
          }
        },
      ),
    );
  });

  it('take their turns in the order in which they came, and are refused where the line is full', async () => {
    const { underWay, answers, begin } = triesWith({ underWayMax: 1, waitingMax: 3 });
    for (const user of ['a', 'b', 'c', 'd', 'e']) await begin(user, 'g');
    expect(answers).toEqual(['ERR_TOO_MANY_REQUESTS']);
    const order: string[] = [];
    while (underWay[0]) {
      order.push(underWay[0].user);
      underWay[0].end('right');
      await settle();
    }
    expect(order).toEqual(['a', 'b', 'c', 'd']);
  });

  it('are remembered of no more users than there is room for', async () => {
    const { tries, underWay, begin } = triesWith({ rememberedMax: 100 });
    for (let user = 0; user < 500; user += 1) {
      await begin(`u${user}`, 'g');
      underWay[0]?.end('wrong');
      await settle();
    }
    expect(tries.size).toBe(100);
  });

  it('are forgotten when their minute is over', async () => {
    const { clock, tries, underWay, begin } = triesWith();
    for (let user = 0; user < 50; user += 1) {
      clock.now += 10;
      await begin(`u${user}`, 'g');
      underWay[0]?.end('wrong');
      await settle();
    }
    expect(tries.size).toBe(6);
  });
});

describe('POST /groups/:guid/members with a password', () => {
  let server: TestServer;
  let asAna: Send;
  let comparing: (() => void)[];
  let isSlow: boolean;

  beforeEach(async () => {
    comparing = [];
    isSlow = false;
    server = await openServer({
      app: {
        passwords: {
          hash: async (password) => password,
          matches: async (password, hash) => {
            if (isSlow) {
              await new Promise<void>((resolve) => {
                comparing.push(resolve);
              });
            }
            return password === hash;
          },
        },
      },
    });
    await createUsers(server.app, 'ana', 'bo');
    await must(server.app.groups.create({ guid: 'g', name: 'G', type: 'password', password: 'right' }));
    await must(server.app.groups.create({ guid: 'open', name: 'Open', type: 'public' }));
    asAna = await server.login('ana');
  });

  const tooMany = refusal(429, 'ERR_TOO_MANY_REQUESTS');
  const join = (send: Send, password: string, guid = 'g') =>
    send(`POST /groups/${guid}/members`, { password });

  it('refuses the 11th after 10 wrong ones, in any case of the guid, until the minute is over', async () => {
    for (let step = 0; step < 10; step += 1) {
      const got = await join(asAna, 'wrong', step % 2 ? 'G' : 'g');
      expect(got).toMatchObject(refusal(403, 'ERR_WRONG_GROUP_PASS'));
    }
    server.clock.now = epoch + 59;
    const got = await join(asAna, 'right');
    expect(got).toMatchObject(tooMany);
    expect(got.headers.get('retry-after')).toBe('1');
    expect((await join(await server.login('bo'), 'right')).status).toBe(200);
    expect((await join(asAna, 'any', 'open')).status).toBe(200);
    server.clock.now = epoch + 60;
    expect((await join(asAna, 'right')).status).toBe(200);
  });

  it('compares one at a time for a user, while another joins at once', async () => {
    isSlow = true;
    const first = join(asAna, 'right');
    while (comparing.length === 0) await settle();
    const others = await Promise.all(Array.from({ length: 200 }, () => join(asAna, 'wrong')));
    expect(new Set(others.map(({ status }) => status))).toEqual(new Set([429]));
    expect(others[0]?.headers.get('retry-after')).toBe('1');
    expect(comparing).toHaveLength(1);
    isSlow = false;
    expect((await join(await server.login('bo'), 'right')).status).toBe(200);
    comparing[0]?.();
    expect((await first).status).toBe(200);
  });

  it('stops nobody who needs no password', async () => {
    isSlow = true;
    const first = join(asAna, 'right');
    while (comparing.length === 0) await settle();
    expect((await asAna('POST /groups/open/members', {})).status).toBe(200);
    comparing[0]?.();
    expect((await first).status).toBe(200);
  });

  it('lets a user set passwords one at a time too, and administration as it likes', async () => {
    isSlow = true;
    const first = join(asAna, 'right');
    while (comparing.length === 0) await settle();
    const wanted = { name: 'Own', type: 'password', password: 'new' };
    expect(await asAna('POST /groups', { guid: 'own', ...wanted })).toMatchObject(tooMany);
    expect((await asAna('POST /groups', { guid: 'own', name: 'Own', type: 'public' })).status).toBe(200);
    expect(await asAna('PUT /groups/own', { type: 'password', password: 'new' })).toMatchObject(tooMany);
    expect((await asAna('PUT /groups/own', { name: 'Renamed' })).status).toBe(200);
    expect((await server.key('POST /groups', { guid: 'other', ...wanted })).status).toBe(200);
    comparing[0]?.();
    expect((await first).status).toBe(200);
    expect((await asAna('PUT /groups/own', { type: 'password', password: 'new' })).status).toBe(200);
  });
});

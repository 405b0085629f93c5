import { describe, expect, it } from 'vitest';
import { failureInFull, failureLine } from '../../src/cli/failures.ts';

const at = new Date('2026-05-02T06:00:00Z');
const place = { method: 'PUT', endpoint: '/users/:uid', appId: 'my-chat' } as const;
const head = '2026-05-02T06:00:00.000Z PUT /users/:uid my-chat';

/** What `pg` throws where the server refuses: values stand in `detail`, and of some codes in the message too. */
const refused = (code: string, message: string) =>
  Object.assign(new Error(message), { code, detail: 'Key (uid)=(ana) already exists.' });

describe('failureLine', () => {
  it.each([
    ['nothing', undefined, ''],
    ['a driver’s error', new Error('disk is full'), ': disk is full'],
    [
      'its code',
      Object.assign(new Error('disk is full'), { code: 'SQLITE_FULL' }),
      ': SQLITE_FULL disk is full',
    ],
    [
      'its code once',
      Object.assign(new Error('connect ECONNREFUSED ::1:5432'), { code: 'ECONNREFUSED' }),
      ': connect ECONNREFUSED ::1:5432',
    ],
    ['several lines', new Error('one\n  two\nthree'), ': one two three'],
    [
      'several attempts',
      new AggregateError([Object.assign(new Error('connect ECONNREFUSED ::1:1'), { code: 'ECONNREFUSED' })]),
      ': connect ECONNREFUSED ::1:1',
    ],
    [
      'a password that is wrong',
      refused('28P01', 'no entry for user "chat"'),
      ': 28P01 no entry for user "chat"',
    ],
    ['a value in a message', refused('22P02', 'invalid input: "ana"'), ': 22P02'],
    ['a text', 'ana', ''],
  ])('tells of a store the code, what was committed, and of its cause %s', (_, cause, told) => {
    const error = { code: 'STORE_UNAVAILABLE', committed: false, ...(cause !== undefined && { cause }) };
    expect(failureLine({ ...place, error }, at)).toBe(`${head} STORE_UNAVAILABLE, committed: false${told}`);
  });

  it('tells of a bug its kind alone, whose message may quote what was asked', () => {
    const line = failureLine({ ...place, error: new TypeError('ana is no function') }, at);
    expect(line).toBe(`${head} ERR_EXCEPTION: TypeError (--debug tells more)`);
    expect(failureLine({ method: 'GET', endpoint: 'unknown', error: 'ana' }, at)).toBe(
      '2026-05-02T06:00:00.000Z GET unknown ERR_EXCEPTION: string (--debug tells more)',
    );
  });
});

it('failureInFull tells the message and the stack too', () => {
  const told = failureInFull({ ...place, error: new TypeError('ana is no function') }, at);
  expect(told).toMatch(/ERR_EXCEPTION: TypeError .*\nTypeError: ana is no function\n +at /);
});

import { openApp, type Store } from 'kithkin';
import { memoryData, memoryStore } from 'kithkin/memory';
import { describe, expect, it } from 'vitest';
import { err, ok, type Result } from '../../src/shared/result.ts';
import { blame } from '../../src/testing/blame.ts';
import { History, type Operation } from '../../src/testing/history.ts';
import { linearise } from '../../src/testing/linearise.ts';
import { must } from '../support/test-app.ts';
import { storeAround } from '../support/wrapped-store.ts';

/** What two clients did one after the other: ana and bo are created, befriended, and looked at. */
async function recorded(): Promise<readonly Operation[]> {
  const history = new History();
  const data = memoryData();
  const appOf = (client: number) => {
    const store: Store = history.handleOf(client, memoryStore({ data })).store;
    return openApp({ store, appId: 'app', clock: () => 1_700_000_000 });
  };
  const [one, two] = [appOf(0), appOf(1)];
  expect((await one.users.create({ uid: 'ana', name: 'Ana' })).isOk()).toBe(true);
  expect((await two.users.create({ uid: 'bo', name: 'Bo' })).isOk()).toBe(true);
  expect((await one.friendships.befriend('ana', 'bo')).isOk()).toBe(true);
  expect((await two.users.get('ana')).isOk()).toBe(true);
  return history.operations;
}

type Change = (operation: Operation) => Partial<Operation>;

/** The history with one operation changed. */
function changed(operations: readonly Operation[], at: number, change: Change): readonly Operation[] {
  return operations.map((operation, index) =>
    index === at ? { ...operation, ...change(operation) } : operation,
  );
}

const answering =
  (result: Result<unknown, unknown>): Change =>
  () => ({ result });

/** What one client did on a store that shows users, or groups, in another order than it committed them. */
async function listed(order: 'newest' | 'uid' | 'guid', concept: 'users' | 'groups') {
  const history = new History();
  const turned = storeAround(memoryStore(), ({ name }, proceed) =>
    name === `${concept}.list`
      ? proceed().map((found) => ({ ...Object(found), items: [...Object(found).items].reverse() }))
      : proceed(),
  );
  const { users, groups } = openApp({ store: history.handleOf(0, turned).store, appId: 'app' });
  for (const id of ['bo', 'ana']) {
    if (concept === 'users') await must(users.create({ uid: id, name: id }));
    else await must(groups.create({ guid: id, name: id }));
  }
  if (concept === 'users') await must(users.list({ order: order as 'uid' }));
  else await must(groups.list({ order: order as 'guid' }));
  return linearise(history.operations);
}

describe('a history', () => {
  it('leaves it to the store which of two users or groups is the newer, which share no anchor', async () => {
    expect(await listed('newest', 'users')).toMatchObject({ ok: true });
    expect(await listed('newest', 'groups')).toMatchObject({ ok: true });
    expect(await listed('uid', 'users')).toMatchObject({ ok: false });
    expect(await listed('guid', 'groups')).toMatchObject({ ok: false });
  });

  it('is explained by the order in which it happened', async () => {
    const operations = await recorded();
    expect(operations.map(({ client, type }) => `${client} ${type}`)).toEqual([
      ...['0 transact', '1 transact', '0 transact', '1 read'],
    ]);
    expect(linearise(operations)).toEqual({ ok: true, order: operations });
  });

  it('is not explained if an answer is another, and it is told which would be right', async () => {
    const operations = await recorded();
    const refused = err({ code: 'ERR_ALREADY_FRIEND', lower: 'ana', higher: 'bo' });
    const found = linearise(changed(operations, 2, answering(refused)));
    expect(found.ok).toBe(false);
    expect(found.ok || found.next.map(({ allowed }) => allowed)).toEqual([operations[2]?.result]);
    expect(found.order).toHaveLength(2);
  });

  it('is explained in another order only where two were at once', async () => {
    const operations = await recorded();
    const notFound = answering(err({ code: 'ERR_UID_NOT_FOUND', uid: 'bo' }));
    const early = changed(operations, 2, notFound);
    expect(linearise(early).ok).toBe(false);
    // The creation of bo is still under way while the befriending happens.
    expect(linearise(changed(early, 1, () => ({ ended: 5.5 }))).ok).toBe(true);
  });

  it('leaves open what became of an operation whose outcome is unknown', async () => {
    const operations = await recorded();
    const unknown = answering(err({ code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' }));
    expect(linearise(changed(operations, 2, unknown)).ok).toBe(true);
    expect(linearise(changed(operations, 0, unknown)).ok).toBe(true);
    const { result: _, ...unanswered } = operations[0] as Operation;
    expect(linearise([{ ...unanswered, ended: Number.POSITIVE_INFINITY }, ...operations.slice(1)]).ok).toBe(
      true,
    );
  });

  it('does not explain the effect of what was not committed, and blames S7 for it', async () => {
    const operations = await recorded();
    const contention = answering(err({ code: 'STORE_CONTENTION', committed: false }));
    const denied = changed(operations, 0, contention);
    expect(linearise(denied).ok).toBe(false);
    expect(linearise(denied, { failuresMayStand: true }).ok).toBe(true);
    expect(blame(denied)).toBe('S7');
    expect(linearise(changed(operations, 2, contention)).ok).toBe(true);
  });

  it('with a commit that was made twice blames S6', async () => {
    const operations = await recorded();
    const told = err({ code: 'ERR_ALREADY_FRIEND', lower: 'ana', higher: 'bo' });
    const twice = changed(operations, 2, ({ attempts }) => ({ result: told, attempts: [...attempts, told] }));
    expect(linearise(twice).ok).toBe(false);
    expect(linearise(twice, { mayCommitTwice: true }).ok).toBe(true);
    expect(blame(twice)).toBe('S6');
  });

  it('with the value of an attempt that was not the last blames S5', async () => {
    const operations = await recorded();
    const other = ok({ changes: [], value: 'of the last attempt' });
    const early = changed(operations, 2, ({ attempts }) => ({ attempts: [...attempts, other] }));
    expect(blame(early)).toBe('S5');
  });
});

/**
 * What a store hands out: copies, and exactly what went in.
 *
 * @module
 */

import fc from 'fast-check';
import type { App } from '../../app.ts';
import type { Uid } from '../../shared/ids.ts';
import { ok, type Result } from '../../shared/result.ts';
import type { Commit, Store } from '../../store/store.ts';
import { anyJsonObject, anyName, anyStoredText, anyTags } from '../arbitraries/index.ts';
import {
  type Check,
  type CheckContext,
  expecting,
  type Finding,
  falsify,
  must,
  twoHandles,
} from '../check.ts';
import { programApp } from '../run-program.ts';
import { dataOf } from '../same.ts';

/** Changes whatever can be changed of a value, as deep as it goes. */
function spoil(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  for (const item of Object.values(value)) spoil(item);
  const attempts = [
    () => Array.isArray(value) && value.push('spoilt'),
    () => Array.isArray(value) && value.reverse(),
    () => Object.assign(value, { spoilt: true }),
    ...Object.keys(value).map((key) => () => Reflect.deleteProperty(value, key)),
  ];
  for (const attempt of attempts) {
    try {
      attempt();
    } catch {
      // It is frozen, which is as good as a copy.
    }
  }
}

/** S8 */
export const copies: Check = expecting(
  { title: 'changing what was handed out changes nothing', rules: ['S8'] },
  async (context, expect) => {
    const [store, other] = await twoHandles(context);
    const app = programApp(store, 0);
    // SAFETY: canonical uids.
    const [ana, bo] = ['ana', 'bo'] as unknown as readonly [Uid, Uid];
    const profile = { tags: ['red', 'blue'], metadata: { a: { b: [1, 2] } } };
    await must(app.users.create({ uid: ana, name: 'Ana', ...profile, withAuthToken: true }));
    await must(app.users.create({ uid: bo, name: 'Bo' }));
    await must(app.friendships.befriend(ana, bo));
    await must(app.blocks.block(ana, [bo]));
    await must(app.groups.create({ guid: 'club', name: 'Club', owner: ana, ...profile }));

    const loads = {
      user: { type: 'user', uid: ana },
      friendship: { type: 'friendship', uids: [ana, bo] },
      block: { type: 'block', blocker: ana, blocked: bo },
      tokens: { type: 'activeAuthTokens', uid: ana, keep: 0, most: 5 },
    } as const;
    const seenOn = (handle: Store) =>
      must(handle.forApp(app.appId).read(loads, (seen): Result<string, never> => ok(dataOf(seen))));
    const listsOf = async (of: App) =>
      dataOf([
        await must(of.users.list()),
        await must(of.friendships.list(ana)),
        await must(of.groups.list()),
      ]);

    const [seen, listed] = [await seenOn(store), await listsOf(app)];
    await must(
      store.forApp(app.appId).read(loads, (shown): Result<undefined, never> => {
        spoil(shown);
        return ok(undefined);
      }),
    );
    expect(
      'what a read had shown was changed, and the next read shows it so',
      (await seenOn(store)) === seen,
    );
    const plan = { anchors: { write: [], read: [] }, load: loads };
    const spoiling = store.forApp(app.appId).transact(plan, (shown): Result<Commit<undefined>, never> => {
      spoil(shown);
      return ok({ changes: [], value: undefined });
    });
    await must(spoiling);
    expect(
      'what a transact had shown was changed, and the next read shows it so',
      (await seenOn(store)) === seen,
    );
    const query = { order: 'uid', deactivated: 'with', limit: 10, count: true } as const;
    spoil(await must(store.forApp(app.appId).users.list(query)));
    spoil(await must(store.forApp(app.appId).groups.list({ order: 'guid', limit: 10, count: true })));
    expect(
      'what a page had shown was changed, and the next page shows it so',
      (await listsOf(app)) === listed,
    );
    expect(
      'what one handle had shown was changed, and the other shows it so',
      (await seenOn(other)) === seen,
    );
  },
);

interface Told {
  readonly name: string;
  readonly text: string;
  readonly tags: readonly string[];
  readonly metadata: object;
}

async function isFaithful(context: CheckContext, { name, text, tags, metadata }: Told): Promise<boolean> {
  const [store, other] = await twoHandles(context);
  const [app, reader] = [programApp(store, 0), programApp(other, 1)];
  const uid = '__proto__';
  const { user } = await must(
    app.users.create({
      uid,
      name,
      statusMessage: text,
      tags,
      metadata,
      link: `https://example.org/#${encodeURI(text)}`,
    }),
  );
  const group = await must(
    app.groups.create({ guid: 'constructor', name, description: text, tags, metadata }),
  );
  const role = await must(app.roles.create({ role: '-_', name, description: text, metadata }));
  const issued = await must(app.authTokens.issue(uid));
  const token = await must(
    app.authTokens.annotate(uid, issued.handle, { userAgent: text, appInfo: metadata }),
  );
  const pairs = [
    [user, await must(reader.users.get(uid))],
    [group, await must(reader.groups.get('constructor'))],
    [role, await must(reader.roles.get('-_'))],
    [token, await must(reader.authTokens.get(uid, issued.handle))],
    [[user], (await must(reader.users.list({ tags: tags.slice(0, 1) }))).items],
  ];
  await store.close();
  await other.close();
  return pairs.every(([given, got]) => dataOf(given) === dataOf(got));
}

/** S9 */
export const faithful: Check = {
  title: 'whatever may be stored comes back as it is',
  rules: ['S9'],
  run: async (context): Promise<Finding | undefined> => {
    const told = fc.record({
      name: anyName,
      text: anyStoredText(100),
      tags: anyTags,
      metadata: anyJsonObject,
    });
    let last: Told | undefined;
    const found = await falsify(context, {
      drawn: told,
      rule: 'S9',
      wrongWith: async (each) => {
        last = each;
        if (await isFaithful(context, each)) return undefined;
        return { rule: 'S9', message: `Something of ${JSON.stringify(each)} came back changed` };
      },
    });
    return found?.isIndirect ? { ...found, message: `${found.message}, of ${JSON.stringify(last)}` } : found;
  },
};

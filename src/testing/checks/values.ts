/**
 * Values: what comes out of a store is exactly what went in.
 *
 * @module
 */

import fc from 'fast-check';
import { anyJsonObject, anyName, anyStoredText, anyTags } from '../arbitraries/index.ts';
import { type Check, type CheckContext, type Finding, falsify, must, twoHandles } from '../check.ts';
import { programApp } from '../run-program.ts';
import { dataOf } from '../same.ts';

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

/**
 * A contender that checks less, locks less or writes less than another would win. So both are asked the same first: every
 * refusal, and what is left afterwards; and then all at once, for places that are fewer than they.
 */
import { expectEqual } from '../sections/expect.mjs';
import { countsOf, expectSameContents } from './contents.mjs';
import { numbered } from './filling.mjs';
import { scriptFor, webhookURL } from './script.mjs';

/** Throws unless two contenders, whose apps hold the same, answer the same to everything and end up with the same. */
export async function expectSameAnswers(place, users, { tokens, apiKey }, contenders, apps) {
  const [ours, theirs] = contenders.map((contender) => ({ contender, last: {} }));
  const script = scriptFor(users, tokens[0], apiKey);
  for (const [index, [method, ...input]] of script.entries()) {
    const what = `${place.database}: ${index}: ${method} ${JSON.stringify(input)}`;
    const answered = async ({ contender, last }) =>
      outcomeOf(
        contender,
        method,
        input.map((each) => (typeof each === 'function' ? each(last) : each)),
        last,
      );
    expectEqual(what, await answered(ours), await answered(theirs));
  }
  await expectSameContents(place, ...apps);
  // Whoever became a bot may be asked to become one again.
  for (const contender of contenders) {
    for (const [method, input] of script) {
      if (method === 'createBot') await outcomeOf(contender, 'removeBot', [input.uid]);
    }
  }
}

const tokensOf = `select a.active_tokens as counted, (select count(*) from kithkin_auth_tokens t
    where t.app_id = a.app_id and t.uid = a.id and t.archived_at is null) as active
  from kithkin_anchors a where a.app_id = ? and a.type = 'user' and a.id = ?`;

const atOnce = 24;
const capped = 5;

/** Limits that a few who come at once meet. */
export const smallLimits = {
  friendshipsPerUserMax: capped,
  activeAuthTokensPerUserMax: capped,
  membersPerGroupMax: capped,
  groupMembershipsPerUserMax: capped,
  botsPerAppMax: capped,
  rolesPerAppMax: capped,
  apiKeysPerAppMax: capped,
};

/** Throws unless of many who come at once as many are let in as there are places, and are counted. */
export async function expectLocks(place, app, contender) {
  const users = Array.from({ length: atOnce }, (_, index) => `at-once-${index}`);
  // At once, too, so that all connections are there before anything depends on who comes first.
  const created = await Promise.all(['hub', ...users].map((uid) => contender.create({ uid, name: uid })));
  for (const each of created) contender.unwrap(each);
  const { createGroup, members, unwrap } = place.kithkin(app);
  for (const guid of ['full-house', 'other-house']) unwrap(await createGroup(guid));
  const expectAdmitted = async (method, inputs, most) => {
    const outcomes = await Promise.all(inputs.map((input) => outcomeOf(contender, method, input)));
    const done = outcomes.filter((outcome) => !/^(ERR|STORE)_/.test(outcome)).length;
    expectEqual(`${place.database}: ${app}: done of ${method} at once`, done, most);
  };
  await expectAdmitted(
    'befriend',
    users.map((uid) => ['hub', uid]),
    capped,
  );
  await expectAdmitted(
    'join',
    users.map((uid) => [uid, 'full-house']),
    capped,
  );
  await expectAdmitted(
    'add',
    users.map((uid) => [uid, 'other-house', 'participant']),
    capped,
  );
  // Each member once, and nobody else; whose turn it is changes what has to be locked.
  await expectAdmitted(
    'transferOwnership',
    users.map((uid) => ['other-house', uid]),
    capped,
  );
  const admins = unwrap(await members('other-house')).items.filter(({ scope }) => scope === 'admin');
  expectEqual(`${place.database}: ${app}: admins after all were the owner`, admins.length, 1);
  await expectAdmitted(
    'createGroup',
    users.map((_, index) => [`of-hub-${index}`, { owner: 'hub' }]),
    capped,
  );
  await expectAdmitted(
    'createRole',
    users.map((uid) => [uid]),
    capped,
  );
  await expectAdmitted(
    'createKey',
    users.map((uid) => [uid]),
    capped,
  );
  await expectAdmitted(
    'createBot',
    users.map((uid) => [{ uid, webhookURL }]),
    capped,
  );
  await expectAdmitted(
    'issue',
    users.map(() => ['hub']),
    atOnce,
  );
  const counts = JSON.parse(await countsOf(place, app));
  const meant = {
    ...{ friendships: capped, friends: 2 * capped, memberships: 3 * capped, joined: 3 * capped },
    ...{ members: 3 * capped, groups: 2 + capped, roles: capped, api_keys: capped, bots: capped },
    ...{ tokens: atOnce, active: capped },
  };
  const found = Object.fromEntries(Object.keys(meant).map((name) => [name, counts[name]]));
  expectEqual(`${place.database}: ${app}: left at once`, JSON.stringify(found), JSON.stringify(meant));

  const [uid] = users;
  const both = users.flatMap(() => [
    outcomeOf(contender, 'issue', [uid]),
    outcomeOf(contender, 'flush', [uid]),
  ]);
  await Promise.all(both);
  const [tokens] = await place.ask(numbered(place, tokensOf), [app, uid]);
  const isCounted = Number(tokens.counted) === Number(tokens.active);
  expectEqual(`${place.database}: ${app}: active tokens are counted`, isCounted, true);
}

/** What is answered, without what time and chance make of it; or the code of the refusal. */
async function outcomeOf(contender, method, input, last = {}) {
  let value;
  try {
    value = contender.unwrap(await contender[method](...input));
  } catch (error) {
    if (typeof error.code !== 'string' || !/^[A-Z_]+$/.test(error.code)) throw error;
    return error.code;
  }
  last[method] = value;
  return shown(method, value);
}

/** Commands of which Kithkin answers more than a caller by hand would ask for. */
const unseen = [
  ...['update', 'touch', 'issue', 'annotate', 'revoke', 'leave', 'kick', 'changeScope', 'ban', 'unban'],
  ...['createGroup', 'updateGroup', 'transferOwnership', 'createBot', 'updateBot', 'removeBot'],
  ...['createRole', 'removeRole', 'createKey', 'removeKey'],
];

/** Of these only whether they are there is compared. */
const ofTimeAndChance = ['createdAt', 'updatedAt', 'lastActiveAt', 'joinedAt', 'nextCursor', 'handle'];

function shown(method, value) {
  if (unseen.includes(method)) return 'done';
  if (method === 'upsert') return `created: ${value.created}`;
  return JSON.stringify(value, (key, each) => {
    if (ofTimeAndChance.includes(key)) return each === undefined ? undefined : 'some';
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

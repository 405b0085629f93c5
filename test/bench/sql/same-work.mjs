/**
 * A contender that checks less, locks less or writes less than another would win. So both are asked the same first: every
 * refusal, and what is left afterwards; and then all at once, for places that are fewer than they.
 */
import { expectEqual } from '../sections/expect.mjs';
import { guidOf, pairAt, uidOf, userWithTags } from '../workload.mjs';
import { countsOf, expectSameContents } from './contents.mjs';

const webhookURL = 'https://bots.example.com/';

/** Commands and lookups with what is to be seen of each: done, refused for every reason, done again. */
function scriptFor(users, token) {
  const [a, b] = pairAt(users, users).map(uidOf);
  const nobody = 'nobody';
  const group = guidOf(0);
  const stranger = userWithTags(users);
  return [
    ['get', a],
    ['get', nobody],
    ['authenticate', token],
    ['authenticate', `${token.slice(0, -1)}${token.endsWith('0') ? '1' : '0'}`],
    ['unfriend', a, b],
    ['befriend', a, b],
    ['befriend', a, b],
    ['befriend', b, a],
    ['befriend', a, a],
    ['befriend', nobody, a],
    ['befriend', a, nobody],
    ['unfriend', b, a],
    ['unfriend', a, nobody],
    ['befriend', a, b],
    ['create', { ...stranger, role: 'unknown' }],
    ['create', stranger],
    ['create', stranger],
    ['create', { uid: 'app_system', name: 'System' }],
    ['create', { uid: 'default-role', name: 'Ünal Åberg' }],
    ['get', 'default-role'],
    ['leave', stranger.uid, group],
    ['join', stranger.uid, group],
    ['join', stranger.uid, group],
    ['join', nobody, group],
    ['join', stranger.uid, 'no-group'],
    ['leave', nobody, group],
    ['leave', stranger.uid, 'no-group'],
    ['leave', stranger.uid, group],
    ['join', stranger.uid, group],
    ['unblock', a, b],
    ['block', a, b],
    ['block', a, b],
    ['block', b, a],
    ['block', a, a],
    ['block', a, nobody],
    ['unblock', b, a],
    ['removeBot', a],
    ['createBot', { uid: a, webhookURL }],
    ['createBot', { uid: a, webhookURL }],
    ['createBot', { uid: nobody, webhookURL }],
    ['removeBot', nobody],
    ['removeBot', a],
    ['createBot', { uid: b, webhookURL }],
    ['issue', nobody],
    ['issue', uidOf(0)],
    ['issue', stranger.uid],
    ['friends', a],
    ['friends', nobody],
    ['members', 'no-group'],
    ['tokens', nobody],
  ];
}

/** Throws unless two contenders, whose apps hold the same, answer the same to everything and end up with the same. */
export async function expectSameAnswers(place, users, token, contenders, apps) {
  const [ours, theirs] = contenders;
  const script = scriptFor(users, token);
  for (const [method, ...input] of script) {
    const what = `${place.database}: ${method} ${JSON.stringify(input)}`;
    expectEqual(what, await outcomeOf(ours, method, input), await outcomeOf(theirs, method, input));
  }
  await expectSameContents(place, ...apps);
  // Whoever became a bot may be asked to become one again.
  for (const contender of contenders) {
    for (const [method, input] of script) {
      if (method === 'createBot') await outcomeOf(contender, 'removeBot', [input.uid]);
    }
  }
}

const atOnce = 24;
const capped = 5;

/** Limits that a few who come at once meet. */
export const smallLimits = {
  friendshipsPerUserMax: capped,
  activeAuthTokensPerUserMax: capped,
  membersPerGroupMax: capped,
  botsPerAppMax: capped,
};

/** Throws unless of many who come at once as many are let in as there are places, and are counted. */
export async function expectLocks(place, app, contender) {
  const users = Array.from({ length: atOnce }, (_, index) => `at-once-${index}`);
  for (const uid of ['hub', ...users]) contender.unwrap(await contender.create({ uid, name: uid }));
  const { createGroup, unwrap } = place.kithkin(app);
  unwrap(await createGroup('full-house'));
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
  const { friendships, friends, memberships, joined, members, tokens, active, bots } = counts;
  const found = { friendships, friends, memberships, joined, members, tokens, active, bots };
  const meant = {
    ...{ friendships: capped, friends: 2 * capped, memberships: capped, joined: capped, members: capped },
    ...{ tokens: atOnce, active: capped, bots: capped },
  };
  expectEqual(`${place.database}: ${app}: left at once`, JSON.stringify(found), JSON.stringify(meant));
}

/** What is answered, without what time and chance make of it; or the code of the refusal. */
async function outcomeOf(contender, method, input) {
  let value;
  try {
    value = contender.unwrap(await contender[method](...input));
  } catch (error) {
    if (typeof error.code !== 'string' || !/^[A-Z_]+$/.test(error.code)) throw error;
    return error.code;
  }
  return shown(method, value);
}

/** Commands of which Kithkin answers more than a caller by hand would ask for. */
const unseen = ['issue', 'createBot', 'removeBot', 'leave'];

const ofTimeAndChance = ['createdAt', 'joinedAt', 'nextCursor', 'handle'];

function shown(method, value) {
  if (unseen.includes(method)) return 'done';
  return JSON.stringify(value, (key, each) => {
    if (ofTimeAndChance.includes(key)) return undefined;
    if (typeof each !== 'object' || each === null || Array.isArray(each)) return each;
    return Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)));
  });
}

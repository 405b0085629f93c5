/**
 * LokiJS with the indexes it offers: unique ones where something is looked up, binary ones where it is
 * counted.
 */
import Loki from 'lokijs';
import {
  digestOfToken,
  friendshipOf,
  friendsMax,
  groupsMax,
  idOf,
  membersMax,
  mint,
  newUser,
  pageOf,
  refusal,
  seconds,
  tagsOf,
  tokensMax,
} from './checks.mjs';

export function open() {
  const db = new Loki('bench', { adapter: new Loki.LokiMemoryAdapter(), autosave: false });
  const collection = (name, unique, indices) =>
    db.addCollection(name, { unique, indices, disableMeta: true, disableChangesApi: true });
  const roles = collection('roles', ['role'], []);
  const users = collection('users', ['uid'], ['sequence', 'nameOrder']);
  const friendships = collection('friendships', ['pair'], ['owner']);
  const tokens = collection('tokens', ['digest'], ['owner']);
  const groups = collection('groups', ['guid'], []);
  const memberships = collection('memberships', ['pair'], ['uid', 'guid']);
  roles.insert({ role: 'default' });
  let sequence = 0;

  function requireUser(uid) {
    const row = users.by('uid', uid);
    if (row === undefined) throw refusal('ERR_UID_NOT_FOUND');
    return row;
  }

  const countFriends = (owner) => friendships.find({ owner }).length;
  const active = (owner) => tokens.find({ owner, archivedAt: undefined });

  return {
    createRole: async (role) => roles.insert({ role }),
    createGroup: async (guid) => groups.insert({ guid }),

    async create(input) {
      const user = newUser(input);
      const { uid, name, role } = user;
      if (users.by('uid', uid) !== undefined || uid === 'app_system') throw refusal('ERR_UID_ALREADY_EXISTS');
      if (roles.by('role', role) === undefined) throw refusal('ERR_ROLE_NOT_FOUND');
      users.insert({ ...user, sequence, nameOrder: `${name.toLowerCase()}\0${uid}` });
      sequence += 1;
      return { user };
    },

    async get(uid) {
      return requireUser(idOf(uid));
    },

    async befriend(givenA, givenB) {
      const a = idOf(givenA);
      const b = idOf(givenB);
      requireUser(a);
      requireUser(b);
      if (a === b) throw refusal('ERR_CANNOT_FORM_SELF_RELATION');
      if (friendships.by('pair', `${a}/${b}`) !== undefined) throw refusal('ERR_ALREADY_FRIEND');
      if (countFriends(a) >= friendsMax || countFriends(b) >= friendsMax)
        throw refusal('ERR_FRIENDS_LIMIT_EXCEEDED');
      friendships.insert({ pair: `${a}/${b}`, owner: a, peer: b });
      friendships.insert({ pair: `${b}/${a}`, owner: b, peer: a });
      return friendshipOf(a, b);
    },

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      requireUser(uid);
      const held = active(uid);
      for (const oldest of held.slice(0, Math.max(0, held.length + 1 - tokensMax))) {
        tokens.update(Object.assign(oldest, { archivedAt: createdAt }));
      }
      tokens.insert({ digest, owner: uid, handle, createdAt });
      return { authToken: plain, handle, createdAt };
    },

    async authenticate(plain) {
      const token = tokens.by('digest', digestOfToken(plain));
      if (token === undefined || token.archivedAt !== undefined)
        throw refusal('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
      return requireUser(token.owner);
    },

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      requireUser(uid);
      if (groups.by('guid', guid) === undefined) throw refusal('ERR_GUID_NOT_FOUND');
      if (memberships.by('pair', `${guid}/${uid}`) !== undefined) throw refusal('ERR_ALREADY_JOINED');
      if (memberships.find({ uid }).length >= groupsMax) throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
      if (memberships.find({ guid }).length >= membersMax) throw refusal('ERR_NO_VACANCY');
      const membership = { uid, guid, scope: 'participant', joinedAt: seconds() };
      memberships.insert({ ...membership, pair: `${guid}/${uid}` });
      return membership;
    },

    async list({ tags, order = 'newest', cursor, limit = 100 }) {
      const tag = tagsOf(tags)?.[0];
      const key = order === 'newest' ? 'sequence' : 'nameOrder';
      let found = users.chain();
      if (cursor !== undefined) {
        const place = JSON.parse(cursor);
        found = found.find(order === 'newest' ? { sequence: { $lt: place } } : { nameOrder: { $gt: place } });
      }
      if (tag !== undefined) found = found.find({ tags: { $contains: tag } });
      const rows = found
        .simplesort(key, order === 'newest')
        .limit(limit + 1)
        .data();
      return pageOf(
        rows,
        limit,
        (row) => row,
        (row) => JSON.stringify(row[key]),
      );
    },

    unwrap: (value) => value,
    friendCount: async (uid) => countFriends(uid),
    tokenCount: async (uid) => active(uid).length,
    memberCount: async (guid) => memberships.find({ guid }).length,
  };
}

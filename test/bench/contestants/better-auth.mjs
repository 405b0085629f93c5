/**
 * better-auth's memory adapter, through the calls it offers. It scans a table for each of them, and nothing
 * holds its checks and writes together: two callers at once may both pass.
 */
import { memoryAdapter } from 'better-auth/adapters/memory';
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

const text = { type: 'string', required: true };
const number = { type: 'number', required: true };

const schema = {
  role: { fields: { role: text } },
  member: {
    fields: {
      uid: text,
      name: text,
      nameOrder: text,
      role: text,
      tags: { type: 'string[]', required: false },
      status: text,
      sequence: number,
      createdAt: number,
    },
  },
  friendship: { fields: { owner: text, peer: text } },
  token: {
    fields: {
      digest: text,
      owner: text,
      handle: text,
      createdAt: number,
      archivedAt: { type: 'number', required: false },
    },
  },
  group: { fields: { guid: text } },
  membership: { fields: { uid: text, guid: text, scope: text, joinedAt: number } },
};

export function open() {
  const tables = { user: [], session: [], account: [], verification: [] };
  for (const model of Object.keys(schema)) tables[model] = [];
  const adapter = memoryAdapter(tables)({ plugins: [{ id: 'bench', schema }] });
  let sequence = 0;

  const where = (fields) => Object.entries(fields).map(([field, value]) => ({ field, value }));
  const find = (model, fields) => adapter.findOne({ model, where: where(fields) });
  const count = (model, fields) => adapter.count({ model, where: where(fields) });
  const add = (model, data) => adapter.create({ model, data });

  async function requireUser(uid) {
    const user = await find('member', { uid });
    if (user === null) throw refusal('ERR_UID_NOT_FOUND');
    return user;
  }

  return {
    createRole: (role) => add('role', { role }),
    createGroup: (guid) => add('group', { guid }),

    async create(input) {
      const user = newUser(input);
      const { uid, name, role } = user;
      if ((await find('member', { uid })) !== null || uid === 'app_system')
        throw refusal('ERR_UID_ALREADY_EXISTS');
      if ((await find('role', { role })) === null) throw refusal('ERR_ROLE_NOT_FOUND');
      await add('member', { ...user, sequence, nameOrder: `${name.toLowerCase()}\0${uid}` });
      sequence += 1;
      return { user };
    },

    get: async (uid) => requireUser(idOf(uid)),

    async befriend(givenA, givenB) {
      const a = idOf(givenA);
      const b = idOf(givenB);
      await requireUser(a);
      await requireUser(b);
      if (a === b) throw refusal('ERR_CANNOT_FORM_SELF_RELATION');
      if ((await find('friendship', { owner: a, peer: b })) !== null) throw refusal('ERR_ALREADY_FRIEND');
      for (const owner of [a, b]) {
        if ((await count('friendship', { owner })) >= friendsMax) throw refusal('ERR_FRIENDS_LIMIT_EXCEEDED');
      }
      await add('friendship', { owner: a, peer: b });
      await add('friendship', { owner: b, peer: a });
      return friendshipOf(a, b);
    },

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      await requireUser(uid);
      const active = where({ owner: uid, archivedAt: null });
      const excess = (await adapter.count({ model: 'token', where: active })) + 1 - tokensMax;
      if (excess > 0) {
        for (const { id } of await adapter.findMany({ model: 'token', where: active, limit: excess })) {
          await adapter.update({ model: 'token', where: where({ id }), update: { archivedAt: createdAt } });
        }
      }
      await add('token', { digest, owner: uid, handle, createdAt });
      return { authToken: plain, handle, createdAt };
    },

    async authenticate(plain) {
      const token = await find('token', { digest: digestOfToken(plain), archivedAt: null });
      if (token === null) throw refusal('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
      return requireUser(token.owner);
    },

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      await requireUser(uid);
      if ((await find('group', { guid })) === null) throw refusal('ERR_GUID_NOT_FOUND');
      if ((await find('membership', { guid, uid })) !== null) throw refusal('ERR_ALREADY_JOINED');
      if ((await count('membership', { uid })) >= groupsMax) throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
      if ((await count('membership', { guid })) >= membersMax) throw refusal('ERR_NO_VACANCY');
      const membership = { uid, guid, scope: 'participant', joinedAt: seconds() };
      await add('membership', membership);
      return membership;
    },

    async list({ tags, order = 'newest', cursor, limit = 100 }) {
      const tag = tagsOf(tags)?.[0];
      const clauses = tag === undefined ? [] : [{ field: 'tags', operator: 'contains', value: tag }];
      const findMany = (rest) => adapter.findMany({ model: 'member', limit: limit + 1, ...rest });
      if (order === 'name') {
        // It sorts by locale and compares by code unit, so a cursor would skip rows.
        const offset = cursor === undefined ? 0 : Number(cursor);
        const sortBy = { field: 'nameOrder', direction: 'asc' };
        return pageOf(await findMany({ where: clauses, sortBy, offset }), limit, itself, () =>
          String(offset + limit),
        );
      }
      if (cursor !== undefined) clauses.push({ field: 'sequence', operator: 'lt', value: Number(cursor) });
      const sortBy = { field: 'sequence', direction: 'desc' };
      return pageOf(await findMany({ where: clauses, sortBy }), limit, itself, (row) => String(row.sequence));
    },

    unwrap: (value) => value,
    friendCount: (owner) => count('friendship', { owner }),
    tokenCount: (owner) => count('token', { owner, archivedAt: null }),
    memberCount: (guid) => count('membership', { guid }),
  };
}

function itself(row) {
  return row;
}

/**
 * The yardstick: the leanest code for these few commands that makes the same checks and gives the same
 * answers.
 *
 * One row a user holds all that is known of it, so that one lookup finds everything. What Kithkin does and
 * this does not: any field but uid, name, role and tags; several problems in one refusal; getters and proxies
 * as input; deactivation, deletion, blocks, bans, passwords, expiry; who holds a role; an order by uid, and
 * of friends; two tokens of one handle; cursors of the wrong list; more than 16,777,216 tokens. It keeps no
 * index of a tag in order of names, and filters the list of all.
 */
import {
  digestOfToken,
  friendshipOf,
  friendsMax,
  groupsMax,
  idOf,
  membersMax,
  mint,
  newUser,
  refusal,
  seconds,
  tagsOf,
  tokensMax,
} from './checks.mjs';
import { NameOrder } from './raw-name-order.mjs';

export function open() {
  const rows = new Map();
  const roles = new Set(['default']);
  const groups = new Map();
  const tokens = new Map();
  const newest = [];
  const newestByTag = new Map();
  const byName = new NameOrder();

  function activeRow(uid) {
    const row = rows.get(uid);
    if (row === undefined || row.user.deactivatedAt !== undefined) throw refusal('ERR_UID_NOT_FOUND');
    return row;
  }

  return {
    createRole: async (role) => roles.add(role),

    createGroup: async (guid) => groups.set(guid, new Map()),

    async create(input) {
      const user = newUser(input);
      const { uid, name, role, tags } = user;
      if (rows.has(uid) || uid === 'app_system') throw refusal('ERR_UID_ALREADY_EXISTS');
      if (!roles.has(role)) throw refusal('ERR_ROLE_NOT_FOUND');
      const row = {
        user,
        nameKey: name.toLowerCase(),
        sequence: newest.length,
        friends: undefined,
        groups: undefined,
        tokens: undefined,
        archived: undefined,
      };
      rows.set(uid, row);
      newest.push(row);
      if (tags !== undefined) {
        for (const tag of tags) {
          const tagged = newestByTag.get(tag);
          if (tagged === undefined) newestByTag.set(tag, [row]);
          else tagged.push(row);
        }
      }
      byName.add(row);
      return { user };
    },

    async get(uid) {
      return activeRow(idOf(uid)).user;
    },

    async befriend(givenA, givenB) {
      const a = idOf(givenA);
      const b = idOf(givenB);
      const rowA = activeRow(a);
      const rowB = activeRow(b);
      if (a === b) throw refusal('ERR_CANNOT_FORM_SELF_RELATION');
      if (rowA.friends?.has(rowB)) throw refusal('ERR_ALREADY_FRIEND');
      if (rowA.friends?.size >= friendsMax || rowB.friends?.size >= friendsMax) {
        throw refusal('ERR_FRIENDS_LIMIT_EXCEEDED');
      }
      (rowA.friends ??= new Set()).add(rowB);
      (rowB.friends ??= new Set()).add(rowA);
      return friendshipOf(a, b);
    },

    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      const row = activeRow(uid);
      const token = { row, handle, digest, createdAt, archivedAt: undefined };
      row.tokens ??= [];
      while (row.tokens.length >= tokensMax) {
        const oldest = row.tokens.shift();
        oldest.archivedAt = createdAt;
        (row.archived ??= []).push(oldest);
      }
      row.tokens.push(token);
      tokens.set(digest, token);
      return { authToken: plain, handle, createdAt };
    },

    async authenticate(plain) {
      const token = tokens.get(digestOfToken(plain));
      const isUsable = token !== undefined && token.archivedAt === undefined;
      if (!isUsable || token.row.user.deactivatedAt !== undefined)
        throw refusal('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
      return token.row.user;
    },

    async join(givenUid, givenGuid) {
      const uid = idOf(givenUid);
      const guid = idOf(givenGuid);
      const row = activeRow(uid);
      const members = groups.get(guid);
      if (members === undefined) throw refusal('ERR_GUID_NOT_FOUND');
      if (members.has(row)) throw refusal('ERR_ALREADY_JOINED');
      if (row.groups?.size >= groupsMax) throw refusal('ERR_GROUPS_LIMIT_EXCEEDED');
      if (members.size >= membersMax) throw refusal('ERR_NO_VACANCY');
      const membership = { uid, guid, scope: 'participant', joinedAt: seconds() };
      members.set(row, membership);
      (row.groups ??= new Set()).add(guid);
      return membership;
    },

    async list({ tags, order = 'newest', cursor, limit = 100 }) {
      const tag = tagsOf(tags)?.[0];
      if (order === 'name') return byName.page(tag, cursor, limit);
      return newestPage(tag === undefined ? newest : (newestByTag.get(tag) ?? []), cursor, limit);
    },

    unwrap: (value) => value,
    friendCount: async (uid) => rows.get(uid).friends?.size ?? 0,
    tokenCount: async (uid) => rows.get(uid).tokens?.length ?? 0,
    memberCount: async (guid) => groups.get(guid).size,
  };
}

/** Rows stand oldest first; the page walks down from the cursor. */
function newestPage(rows, cursor, limit) {
  let low = 0;
  let high = rows.length;
  if (cursor !== undefined) {
    const before = Number(cursor);
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (rows[middle].sequence < before) low = middle + 1;
      else high = middle;
    }
  }
  const items = [];
  let at = high - 1;
  for (; at >= 0 && items.length < limit; at -= 1) items.push(rows[at].user);
  return at >= 0 ? { items, nextCursor: String(rows[at + 1].sequence) } : { items };
}

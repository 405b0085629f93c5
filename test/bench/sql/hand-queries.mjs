/**
 * What hand-written SQL asks without writing, on Kithkin's tables: the same text for both databases, with `?` for each
 * parameter. Each answer is one statement.
 */
import { digestOf, digestOfToken, idOf, pageOf, refusal, tagsOf } from '../contestants/checks.mjs';

const userColumns = `u.uid, u.name, u.avatar, u.link, u.role, u.metadata, u.tags, u.status_message, u.status,
  u.last_active_at, u.created_at, u.updated_at`;
const shown = 'u.is_active = true';
const user = `select ${userColumns} from kithkin_users u where u.app_id = ? and u.uid = ? and ${shown}`;
const owner = `select ${userColumns}, t.expires_at from kithkin_auth_tokens t
  join kithkin_users u on u.app_id = t.app_id and u.uid = t.uid
  where t.app_id = ? and t.digest = ? and t.archived_at is null and ${shown}`;

const apiKey = `select handle, name, scope, created_at from kithkin_api_keys where app_id = ? and digest = ?`;

const all = `select ${userColumns}, u.sequence, u.name_key from kithkin_users u where u.app_id = ? and ${shown}`;
const tagged = `select ${userColumns}, n.sequence, n.name_key from kithkin_user_tags n cross join kithkin_users u
  where n.app_id = ? and n.is_active = true and u.app_id = n.app_id and u.uid = n.uid and n.tag = ?`;
const pages = {
  newest: `${all} and u.sequence < ? order by u.sequence desc limit ?`,
  name: `${all} and (u.name_key, u.uid) > (?, ?) order by u.name_key, u.uid limit ?`,
  newestTagged: `${tagged} and n.sequence < ? order by n.sequence desc limit ?`,
  nameTagged: `${tagged} and (n.name_key, n.uid) > (?, ?) order by n.name_key, n.uid limit ?`,
};

const friendSide = (mine, theirs) => `select * from (
  select ${userColumns}, f.sequence from kithkin_friendships f cross join kithkin_users u
  where f.app_id = ? and f.${mine} = ? and u.app_id = f.app_id and u.uid = f.${theirs} and ${shown}
  order by f.sequence limit ?) q`;
const friends = `select * from (${friendSide('lower_uid', 'higher_uid')} union all ${friendSide('higher_uid', 'lower_uid')}) p
  order by sequence limit ?`;
const membersOfScope = `select * from (
  select ${userColumns}, m.scope, m.joined_at, m.sequence from kithkin_memberships m cross join kithkin_users u
  where m.app_id = ? and m.guid = ? and m.scope = ? and u.app_id = m.app_id and u.uid = m.uid and ${shown}
  order by m.sequence limit ?) q`;
const members = `select * from (${[membersOfScope, membersOfScope, membersOfScope].join(' union all ')}) p
  order by sequence limit ?`;
const tokens = `select t.handle, t.created_at, t.expires_at, t.platform, t.sequence from kithkin_auth_tokens t
  where t.app_id = ? and t.uid = ? and t.archived_at is null order by t.sequence desc limit ?`;

const scopes = ['admin', 'moderator', 'participant'];
const nothing = Buffer.alloc(0);

/** The reading methods of a contender, given how the rows of a text are asked for. */
export function readsOf(app, ask) {
  const firstOf = async (text, params, code) => {
    const [row] = await ask(text, params);
    if (row === undefined) throw refusal(code);
    return userIn(row);
  };
  const requireUser = async (uid) => void (await firstOf(user, [app, uid], 'ERR_UID_NOT_FOUND'));
  const count = async (column, type, id) => {
    const text = `select ${column} as count from kithkin_anchors where app_id = ? and type = ? and id = ?`;
    const [row] = await ask(text, [app, type, id]);
    return row === undefined ? 0 : Number(row.count);
  };

  return {
    get: async (uid) => firstOf(user, [app, idOf(uid)], 'ERR_UID_NOT_FOUND'),
    authenticate: async (plain) =>
      firstOf(owner, [app, digestOfToken(plain)], 'AUTH_ERR_AUTH_TOKEN_NOT_FOUND'),

    /** Whether a key may issue tokens, which every scope may. */
    async authorize(plain) {
      if (!/^[0-9a-f]{40}$/.test(plain)) throw refusal('AUTH_ERR_APIKEY_NOT_FOUND');
      const [row] = await ask(apiKey, [app, digestOf(plain)]);
      if (row === undefined) throw refusal('AUTH_ERR_APIKEY_NOT_FOUND');
      const { handle, name, scope, created_at: createdAt } = row;
      return { handle, name, scope, createdAt: Number(createdAt) };
    },

    async list({ tags, order = 'newest', cursor, limit = 100 }) {
      const tag = tagsOf(tags)?.[0];
      const first = order === 'newest' ? [Number.MAX_SAFE_INTEGER] : ['', ''];
      const [key, uid] = cursor === undefined ? first : JSON.parse(cursor);
      const place = order === 'newest' ? [key] : [key === '' ? nothing : Buffer.from(key, 'hex'), uid];
      const params = [app, ...(tag === undefined ? [] : [tag]), ...place, limit + 1];
      const rows = await ask(pages[tag === undefined ? order : `${order}Tagged`], params);
      return pageOf(rows, limit, userIn, (row) =>
        JSON.stringify(
          order === 'newest' ? [Number(row.sequence)] : [Buffer.from(row.name_key).toString('hex'), row.uid],
        ),
      );
    },

    async friends(given, limit = 100) {
      const uid = idOf(given);
      await requireUser(uid);
      const side = [app, uid, limit + 1];
      const rows = await ask(friends, [...side, ...side, limit + 1]);
      return pageOf(rows, limit, userIn, ({ sequence }) => String(sequence));
    },

    async members(given, limit = 100) {
      const guid = idOf(given);
      const group = await ask('select guid from kithkin_groups where app_id = ? and guid = ?', [app, guid]);
      if (group.length === 0) throw refusal('ERR_GUID_NOT_FOUND');
      const rows = await ask(members, [
        ...scopes.flatMap((scope) => [app, guid, scope, limit + 1]),
        limit + 1,
      ]);
      const memberIn = (row) => ({ ...userIn(row), scope: row.scope, joinedAt: Number(row.joined_at) });
      return pageOf(rows, limit, memberIn, ({ sequence }) => String(sequence));
    },

    async tokens(given, limit = 100) {
      const uid = idOf(given);
      await requireUser(uid);
      const rows = await ask(tokens, [app, uid, limit + 1]);
      const tokenIn = ({ handle, created_at: createdAt }) => ({ handle, createdAt: Number(createdAt) });
      return pageOf(rows, limit, tokenIn, ({ sequence }) => String(sequence));
    },

    friendCount: (uid) => count('friends', 'user', uid),
    memberCount: (guid) => count('members', 'group', guid),
    tokenCount: (uid) => count('active_tokens', 'user', uid),
    unwrap: (value) => value,
  };
}

function userIn(row) {
  const { uid, name, role, status } = row;
  const user = { uid, name, role, status, createdAt: Number(row.created_at) };
  if (row.avatar !== null) user.avatar = row.avatar;
  if (row.link !== null) user.link = row.link;
  if (row.metadata !== null) user.metadata = JSON.parse(row.metadata);
  if (row.tags !== null) user.tags = JSON.parse(row.tags);
  if (row.status_message !== null) user.statusMessage = row.status_message;
  if (row.last_active_at !== null) user.lastActiveAt = Number(row.last_active_at);
  if (row.updated_at !== null) user.updatedAt = Number(row.updated_at);
  return user;
}

/** The key that Kithkin sorts a name by. */
export function nameKeyOf(name) {
  return Buffer.from(name.toLowerCase(), 'utf16le').swap16();
}

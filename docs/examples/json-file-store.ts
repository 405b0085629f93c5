/**
 * A store on a plain JSON file, written by following docs/writing-a-store.md.
 *
 * Each operation reads the file, works on what it read and, if something changed, writes the file anew beside the old one
 * and puts it in its place: all in one synchronous turn, so that nobody in this process comes in between. That is enough
 * for a tool or a test, and no more: two processes would overwrite each other.
 *
 * @module
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import {
  type AppStore,
  type AuthToken,
  type Change,
  type ChangeOf,
  errAsync,
  type Found,
  type Load,
  type LoadOf,
  type LoadResults,
  type Loads,
  nameKeyOf,
  okAsync,
  type PageQuery,
  type Position,
  type Remnant,
  type Result,
  ResultAsync,
  type Rows,
  type RowType,
  type Snapshot,
  type Store,
  type StoreError,
  type TombstoneName,
  type User,
} from 'kithkin';

type Tables = {
  [Name in keyof Records]: { readonly number: number; readonly record: Records[Name] }[];
};

interface Records {
  users: LoadRecord<'user'>;
  tombstones: LoadRecord<'tombstone'>;
  tokens: AuthToken;
  friendships: LoadRecord<'friendship'>;
  blocks: LoadRecord<'block'>;
  roles: LoadRecord<'role'>;
  groups: LoadRecord<'group'>;
  memberships: LoadRecord<'membership'>;
  bans: LoadRecord<'ban'>;
  bots: LoadRecord<'bot'>;
  apiKeys: LoadResults['apiKeys'][number];
}

type LoadRecord<T extends Load['type']> = NonNullable<LoadResults[T]>;
type Readers = { readonly [T in Load['type']]: (load: LoadOf<T>) => LoadResults[T] };
type Appliers = { readonly [T in Change['type']]: (change: ChangeOf<T>) => void };

const noTables = (): Tables => ({
  ...{ users: [], tombstones: [], tokens: [], friendships: [], blocks: [], roles: [], groups: [] },
  ...{ memberships: [], bans: [], bots: [], apiKeys: [] },
});

/** What the file holds of one app: rows in the order in which they were added, and the last number that was given. */
class AppRows {
  readonly tables: Tables;
  lastNumber: number;

  constructor({ tables, lastNumber }: { tables: Tables; lastNumber: number }) {
    this.tables = tables;
    this.lastNumber = lastNumber;
  }

  all<N extends keyof Records>(
    table: N,
    isWanted: (record: Records[N]) => boolean = () => true,
  ): Records[N][] {
    return this.tables[table].map(({ record }) => record).filter(isWanted);
  }

  find<N extends keyof Records>(table: N, isWanted: (record: Records[N]) => boolean): Records[N] | undefined {
    return this.all(table, isWanted)[0];
  }

  numberOf(record: unknown): number {
    const rows = Object.values(this.tables).flat();
    return rows.find((row) => row.record === record)?.number ?? 0;
  }

  add<N extends keyof Records>(table: N, record: Records[N]): void {
    this.lastNumber += 1;
    this.tables[table].push({ number: this.lastNumber, record });
  }

  replace<N extends keyof Records>(table: N, record: Records[N], isIt: (held: Records[N]) => boolean): void {
    this.tables[table] = this.tables[table].map((row) =>
      isIt(row.record) ? { ...row, record } : row,
    ) as Tables[N];
  }

  remove<N extends keyof Records>(table: N, isIt: (held: Records[N]) => boolean): void {
    this.tables[table] = this.tables[table].filter(({ record }) => !isIt(record)) as Tables[N];
  }

  readonly readers: Readers = {
    user: ({ uid }) => this.find('users', (user) => user.uid === uid),
    tombstone: ({ of }) => this.find('tombstones', (tombstone) => isSame(tombstone.of, of)),
    remnants: ({ of, limit }) => this.#remnants(of).slice(0, limit),
    ownedGroup: ({ uid }) => this.find('groups', ({ owner }) => owner === uid)?.guid,
    activeAuthTokens: ({ uid, keep, most }) => {
      const tokens = this.all('tokens', (token) => token.uid === uid && token.archivedAt === undefined);
      return {
        count: tokens.length,
        oldest: tokens.slice(0, Math.max(0, tokens.length - keep)).slice(0, most),
      };
    },
    authToken: ({ uid, name }) =>
      this.find('tokens', (token) =>
        'digest' in name
          ? token.uid === uid && token.digest === name.digest
          : token.uid === uid && token.handle === name.handle,
      ),
    friendship: ({ uids: [a, b] }) =>
      this.find(
        'friendships',
        ({ lower, higher }) => (lower === a && higher === b) || (lower === b && higher === a),
      ),
    friendCount: ({ uid }) =>
      this.all('friendships', (each) => each.lower === uid || each.higher === uid).length,
    block: ({ blocker, blocked }) =>
      this.find('blocks', (each) => each.blocker === blocker && each.blocked === blocked),
    role: ({ role }) => this.find('roles', (each) => each.role === role),
    roleCount: () => this.all('roles', ({ role }) => role !== 'default').length,
    roleInUse: ({ role }) => this.find('users', (user) => user.role === role) !== undefined,
    group: ({ guid }) => this.find('groups', (group) => group.guid === guid),
    membersCount: ({ guid }) => this.all('memberships', (each) => each.guid === guid).length,
    membership: (wanted) => this.find('memberships', (each) => isOf(each, wanted)),
    membershipCount: ({ uid }) => this.all('memberships', (each) => each.uid === uid).length,
    ban: (wanted) => this.find('bans', (each) => isOf(each, wanted)),
    bot: ({ uid }) => this.find('bots', (bot) => bot.uid === uid),
    botCount: () => this.tables.bots.length,
    apiKeys: () => this.all('apiKeys').sort((a, b) => (a.name < b.name ? -1 : 1)),
  };

  readonly appliers: Appliers = {
    addUser: ({ user }) => this.add('users', user),
    replaceUser: ({ user }) => this.replace('users', user, ({ uid }) => uid === user.uid),
    bury: ({ tombstone }) => {
      const { of } = tombstone;
      this.add('tombstones', tombstone);
      if (of.type === 'user') this.remove('users', ({ uid }) => uid === of.uid);
      else this.remove('groups', ({ guid }) => guid === of.guid);
    },
    unbury: ({ of }) => this.remove('tombstones', (tombstone) => isSame(tombstone.of, of)),
    addAuthToken: ({ token }) => this.add('tokens', token),
    replaceAuthToken: ({ token }) => this.replace('tokens', token, ({ digest }) => digest === token.digest),
    archiveAuthToken: ({ digest, at }) => {
      const token = this.find('tokens', (each) => each.digest === digest);
      if (token) this.replace('tokens', { ...token, archivedAt: at }, (each) => each.digest === digest);
    },
    removeAuthToken: ({ digest }) => this.remove('tokens', (token) => token.digest === digest),
    removeActiveAuthTokens: ({ uid }) =>
      this.remove('tokens', (token) => token.uid === uid && token.archivedAt === undefined),
    addFriendship: ({ friendship }) => this.add('friendships', friendship),
    removeFriendship: ({ friendship: { lower, higher } }) =>
      this.remove('friendships', (each) => each.lower === lower && each.higher === higher),
    addBlock: ({ block }) => this.add('blocks', block),
    removeBlock: ({ blocker, blocked }) =>
      this.remove('blocks', (each) => each.blocker === blocker && each.blocked === blocked),
    addRole: ({ role }) => this.add('roles', role),
    replaceRole: ({ role }) => this.replace('roles', role, (each) => each.role === role.role),
    removeRole: ({ role }) => this.remove('roles', (each) => each.role === role),
    addGroup: ({ group }) => this.add('groups', group),
    replaceGroup: ({ group }) => this.replace('groups', group, ({ guid }) => guid === group.guid),
    addMembership: ({ membership }) => this.add('memberships', membership),
    replaceMembership: ({ membership }) =>
      this.replace('memberships', membership, (each) => isOf(each, membership)),
    removeMembership: (named) => this.remove('memberships', (each) => isOf(each, named)),
    addBan: ({ ban }) => this.add('bans', ban),
    removeBan: (named) => this.remove('bans', (each) => isOf(each, named)),
    addBot: ({ bot }) => this.add('bots', bot),
    replaceBot: ({ bot }) => this.replace('bots', bot, ({ uid }) => uid === bot.uid),
    removeBot: ({ uid }) => this.remove('bots', (bot) => bot.uid === uid),
    addApiKey: ({ apiKey }) => this.add('apiKeys', apiKey),
    replaceApiKey: ({ apiKey }) => this.replace('apiKeys', apiKey, ({ digest }) => digest === apiKey.digest),
    removeApiKey: ({ digest }) => this.remove('apiKeys', (each) => each.digest === digest),
  };

  see<const L extends Loads>(load: L): Snapshot<L> {
    const seen = Object.entries(load).map(([name, each]) => {
      const read = this.readers[each.type] as (load: Load) => unknown;
      // A copy: what a decision does to what it sees must not end up in the file.
      return [name, structuredClone(read(each))];
    });
    // SAFETY: under each name, the result of the load of that name.
    return Object.fromEntries(seen) as Snapshot<L>;
  }

  apply(change: Change): void {
    const one = this.appliers[change.type] as (change: Change) => void;
    one(change);
  }

  /** Users who are shown to others, or all that are not buried. */
  user(uid: string, isShown = true): User | undefined {
    return this.find('users', (user) => user.uid === uid && !(isShown && user.deactivatedAt !== undefined));
  }

  #remnants(of: TombstoneName): Remnant[] {
    if (of.type === 'group') {
      return [
        ...this.all('memberships', ({ guid }) => guid === of.guid).map(
          (membership) => ({ type: 'membership', membership }) as const,
        ),
        ...this.all('bans', ({ guid }) => guid === of.guid).map((ban) => ({ type: 'ban', ban }) as const),
      ];
    }
    const { uid } = of;
    const isTheirs = (each: { readonly uid: string }) => each.uid === uid;
    return [
      ...this.all('tokens', isTheirs).map((token) => ({ type: 'authToken', token }) as const),
      ...this.all('friendships', ({ lower, higher }) => lower === uid || higher === uid).map(
        (friendship) => ({ type: 'friendship', friendship }) as const,
      ),
      ...this.all('blocks', ({ blocker, blocked }) => blocker === uid || blocked === uid).map(
        (block) => ({ type: 'block', block }) as const,
      ),
      ...this.all('memberships', isTheirs).map((membership) => ({ type: 'membership', membership }) as const),
      ...this.all('bans', isTheirs).map((ban) => ({ type: 'ban', ban }) as const),
      ...this.all('bots', isTheirs).map((bot) => ({ type: 'bot', bot }) as const),
    ];
  }
}

function isSame(a: TombstoneName, b: TombstoneName): boolean {
  return JSON.stringify(Object.entries(a).sort()) === JSON.stringify(Object.entries(b).sort());
}

function isOf(
  a: { readonly uid: string; readonly guid: string },
  b: { readonly uid: string; readonly guid: string },
): boolean {
  return a.uid === b.uid && a.guid === b.guid;
}

/** One page of rows: sorted by their places, from behind `after`. */
function page<T>(
  rows: readonly T[],
  { limit, after, count }: PageQuery,
  placeOf: (row: T) => Position,
  isDescending = false,
): Found<T> {
  const compare = (a: Position, b: Position) => {
    const order = a.key === b.key ? (a.id < b.id ? -1 : a.id > b.id ? 1 : 0) : a.key < b.key ? -1 : 1;
    return isDescending ? -order : order;
  };
  const sorted = rows.map((row) => ({ row, place: placeOf(row) })).sort((a, b) => compare(a.place, b.place));
  const behind = sorted.filter(({ place }) => !after || compare(place, after) > 0);
  const last = behind[limit - 1];
  return {
    items: behind.slice(0, limit).map(({ row }) => row),
    ...(behind.length > limit && last && { next: last.place }),
    ...(count && { count: rows.length }),
  };
}

type RowTables = {
  readonly [T in RowType]: {
    readonly table: keyof Records;
    readonly placeOf: (row: Rows[T], number: number) => Position;
  };
};

/** In which table the rows of each type are, and where each stands among them. */
const rowTables: RowTables = {
  role: { table: 'roles', placeOf: ({ role }) => ({ key: role, id: role }) },
  user: { table: 'users', placeOf: ({ uid }, number) => ({ key: number, id: uid }) },
  group: { table: 'groups', placeOf: ({ guid }, number) => ({ key: number, id: guid }) },
  membership: { table: 'memberships', placeOf: ({ uid }, number) => ({ key: number, id: uid }) },
  ban: { table: 'bans', placeOf: ({ guid, uid }) => ({ key: guid, id: uid }) },
  block: { table: 'blocks', placeOf: ({ blocker, blocked }) => ({ key: blocker, id: blocked }) },
  friendship: { table: 'friendships', placeOf: ({ lower }, number) => ({ key: number, id: lower }) },
  authToken: { table: 'tokens', placeOf: ({ handle }, number) => ({ key: number, id: handle }) },
  bot: { table: 'bots', placeOf: ({ uid }) => ({ key: uid, id: uid }) },
  apiKey: { table: 'apiKeys', placeOf: ({ digest }) => ({ key: digest, id: digest }) },
  tombstone: {
    table: 'tombstones',
    placeOf: ({ of }) => ({ key: of.type, id: of.type === 'user' ? of.uid : of.guid }),
  },
};

/** By app. Not as fields of an object: `__proto__` is a good id. */
type Apps = Map<string, { readonly tables: Tables; readonly lastNumber: number }>;

const closed: StoreError = { code: 'STORE_UNAVAILABLE', committed: false };

/** Opens a handle on a file, which is made as soon as something is written. */
export function jsonFileStore(path: string): Store {
  const handle = { isClosed: false };
  return {
    forApp: (appId) => appStore(path, appId, handle),
    close: async () => {
      handle.isClosed = true;
    },
  };
}

function appStore(path: string, appId: string, handle: { readonly isClosed: boolean }): AppStore {
  const readApps = (): Apps => new Map(existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : []);
  const rowsIn = (apps: Apps) => new AppRows(apps.get(appId) ?? { tables: noTables(), lastNumber: 0 });

  /** Does something with what the file holds; a bug reaches the caller as a rejection. */
  const inOneTurn = <T, E>(
    work: (apps: Apps, rows: AppRows) => Result<T, E> | T,
  ): ResultAsync<T, E | StoreError> => {
    if (handle.isClosed) return errAsync(closed);
    try {
      const apps = readApps();
      const worked = work(apps, rowsIn(apps));
      const isResult = typeof worked === 'object' && worked !== null && 'isErr' in worked;
      if (!isResult) return okAsync(worked as T);
      return worked.isErr() ? errAsync(worked.error) : okAsync(worked.value);
    } catch (bug) {
      return new ResultAsync(Promise.reject(bug));
    }
  };
  const look = <T>(read: (rows: AppRows) => T) => inOneTurn<T, never>((_, rows) => read(rows));

  return {
    transact: (plan, decide) =>
      inOneTurn((apps, rows) => {
        const decided = decide(rows.see(plan.load));
        return decided.map(({ changes, value }) => {
          for (const change of changes) rows.apply(change);
          if (changes.length > 0) {
            apps.set(appId, { tables: rows.tables, lastNumber: rows.lastNumber });
            writeFileSync(`${path}.new`, JSON.stringify([...apps]));
            renameSync(`${path}.new`, path);
          }
          return value;
        });
      }),
    read: (load, decide) => inOneTurn((_, rows) => decide(rows.see(load))),

    users: {
      list: ({
        order,
        deactivated,
        prefix,
        status,
        roles,
        tags,
        uids,
        friendsOf,
        hideBlockedFor,
        ...query
      }) =>
        look((rows) => {
          const areFriends = (a: string, b: string) =>
            rows.find(
              'friendships',
              ({ lower, higher }) => (lower === a && higher === b) || (lower === b && higher === a),
            );
          const isBlocked = (a: string, b: string) =>
            rows.find(
              'blocks',
              ({ blocker, blocked }) => (blocker === a && blocked === b) || (blocker === b && blocked === a),
            );
          const users = rows.all(
            'users',
            (user) =>
              (deactivated === 'with' || (deactivated === 'only') === (user.deactivatedAt !== undefined)) &&
              (!prefix ||
                (prefix.in.includes('uid') && user.uid.startsWith(prefix.text)) ||
                (prefix.in.includes('name') && nameKeyOf(user.name).startsWith(prefix.text))) &&
              (status ?? user.status) === user.status &&
              (roles?.includes(user.role) ?? true) &&
              (tags?.some((tag) => user.tags?.includes(tag)) ?? true) &&
              (uids?.includes(user.uid) ?? true) &&
              (friendsOf === undefined || areFriends(user.uid, friendsOf) !== undefined) &&
              (hideBlockedFor === undefined || isBlocked(user.uid, hideBlockedFor) === undefined),
          );
          const keyOf = (user: User) =>
            order === 'newest' ? rows.numberOf(user) : order === 'name' ? nameKeyOf(user.name) : user.uid;
          return page(users, query, (user) => ({ key: keyOf(user), id: user.uid }), order === 'newest');
        }),
    },
    authTokens: {
      findByDigest: (digest) =>
        look((rows) => {
          const token = rows.find('tokens', (each) => each.digest === digest);
          return token && { token, user: rows.user(token.uid, false) };
        }),
      list: ({ uid, state, ...query }) =>
        look((rows) => {
          const isWanted = (token: AuthToken) =>
            token.uid === uid && (state === 'archived') === (token.archivedAt !== undefined);
          const placeOf = (token: AuthToken) => ({ key: rows.numberOf(token), id: token.handle });
          return page(rows.all('tokens', isWanted), query, placeOf, true);
        }),
      archivedBefore: (before, limit) =>
        look((rows) =>
          rows
            .all('tokens', ({ archivedAt }) => archivedAt !== undefined && archivedAt < before)
            .sort((a, b) => (a.archivedAt ?? 0) - (b.archivedAt ?? 0))
            .slice(0, limit),
        ),
    },
    friendships: {
      list: ({ uid, order, prefix = '', ...query }) =>
        look((rows) => {
          const friends = rows
            .all('friendships', ({ lower, higher }) => lower === uid || higher === uid)
            .flatMap((friendship) => {
              const user = rows.user(friendship.lower === uid ? friendship.higher : friendship.lower);
              return user ? [{ user, number: rows.numberOf(friendship) }] : [];
            })
            .filter(({ user }) => user.uid.startsWith(prefix) || nameKeyOf(user.name).startsWith(prefix));
          const found = page(friends, query, ({ user, number }) => ({
            key: order === 'name' ? nameKeyOf(user.name) : number,
            id: user.uid,
          }));
          return { ...found, items: found.items.map(({ user }) => user) };
        }),
    },
    blocks: {
      list: ({ uid, direction, prefix = '', ...query }) =>
        look((rows) => {
          const peers = rows.all('users').flatMap((user) => {
            const forth = rows.find(
              'blocks',
              ({ blocker, blocked }) => blocker === uid && blocked === user.uid,
            );
            const back = rows.find(
              'blocks',
              ({ blocker, blocked }) => blocker === user.uid && blocked === uid,
            );
            const isWanted =
              (direction !== 'hasBlockedMe' && forth !== undefined) ||
              (direction !== 'blockedByMe' && back !== undefined);
            return isWanted && user.deactivatedAt === undefined ? [{ user, forth, back }] : [];
          });
          const isNamed = ({ user }: { user: User }) =>
            user.uid.startsWith(prefix) || nameKeyOf(user.name).startsWith(prefix);
          return page(peers.filter(isNamed), query, ({ user }) => ({ key: user.uid, id: user.uid }));
        }),
    },
    roles: { all: () => look((rows) => rows.all('roles')) },
    groups: {
      list: ({ order, prefix, types, tags, ...query }) =>
        look((rows) => {
          const groups = rows.all(
            'groups',
            (group) =>
              (!prefix ||
                (prefix.in.includes('guid') && group.guid.startsWith(prefix.text)) ||
                (prefix.in.includes('name') && nameKeyOf(group.name).startsWith(prefix.text))) &&
              (types?.includes(group.type) ?? true) &&
              (tags?.some((tag) => group.tags?.includes(tag)) ?? true),
          );
          const found = page(
            groups,
            query,
            (group) => ({
              key:
                order === 'newest'
                  ? rows.numberOf(group)
                  : order === 'name'
                    ? nameKeyOf(group.name)
                    : group.guid,
              id: group.guid,
            }),
            order === 'newest',
          );
          const stored = found.items.map((group) => ({
            ...group,
            membersCount: rows.readers.membersCount({ type: 'membersCount', guid: group.guid }),
          }));
          return { ...found, items: stored };
        }),
    },
    groupMemberships: {
      listMembers: ({ guid, scopes, ...query }) =>
        look((rows) => {
          const members = rows
            .all('memberships', (each) => each.guid === guid && (scopes?.includes(each.scope) ?? true))
            .flatMap((membership) => {
              const user = rows.user(membership.uid);
              return user ? [{ user, membership }] : [];
            });
          return page(members, query, ({ membership }) => ({
            key: rows.numberOf(membership),
            id: membership.uid,
          }));
        }),
      listGroups: ({ uid, ...query }) =>
        look((rows) => {
          const joined = rows
            .all('memberships', (each) => each.uid === uid)
            .flatMap((membership) => {
              const { guid } = membership;
              const group = rows.find('groups', (each) => each.guid === guid);
              const membersCount = rows.readers.membersCount({ type: 'membersCount', guid });
              return group ? [{ group: { ...group, membersCount }, membership }] : [];
            });
          return page(joined, query, ({ membership }) => ({
            key: rows.numberOf(membership),
            id: membership.guid,
          }));
        }),
      listBanned: ({ guid, ...query }) =>
        look((rows) => {
          const banned = rows
            .all('bans', (each) => each.guid === guid)
            .flatMap((ban) => {
              const user = rows.user(ban.uid);
              return user ? [{ user, ban }] : [];
            });
          return page(banned, query, ({ ban }) => ({ key: ban.uid, id: ban.uid }));
        }),
      listBans: ({ uid, ...query }) =>
        look((rows) => {
          const hasGroup = (guid: string) =>
            rows.find('groups', (group) => group.guid === guid) !== undefined;
          const bans = rows.all('bans', (each) => each.uid === uid && hasGroup(each.guid));
          return page(bans, query, ({ guid }) => ({ key: guid, id: guid }));
        }),
    },
    bots: { all: () => look((rows) => rows.all('bots', ({ uid }) => rows.user(uid) !== undefined)) },
    apiKeys: {
      findByDigest: (digest) => look((rows) => rows.find('apiKeys', (each) => each.digest === digest)),
    },
    deletions: { pending: (limit) => look((rows) => rows.all('tombstones').slice(0, limit)) },
    rows: {
      list: ({ type, ...query }) =>
        look((rows) => {
          const { table, placeOf } = rowTables[type];
          // SAFETY: the table of a type holds its rows.
          return page(rows.all(table) as Rows[typeof type][], { ...query, count: false }, (row) =>
            placeOf(row, rows.numberOf(row)),
          );
        }),
    },
  };
}

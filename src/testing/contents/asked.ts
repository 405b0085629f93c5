/**
 * Asked: everything that a store can be asked, with each of its parameters and filters, of the full app.
 *
 * Both tables are closed over the port: a load or a list that is forgotten here does not compile.
 *
 * @module
 */

import type { Repositories } from '../../adapters/memory/lists.ts';
import type { ApiKey } from '../../api-key/api-key.ts';
import type { AuthToken } from '../../auth-token/auth-token.ts';
import type { GroupQuery } from '../../group/group-repository.ts';
import type { Guid, RoleId, Uid } from '../../shared/ids.ts';
import type { PageQuery } from '../../shared/page.ts';
import type { Load, LoadOf } from '../../store/loads.ts';
import type { RowQuery } from '../../store/row-repository.ts';
import { exportedTypes } from '../../transfer/format.ts';
import type { UserQuery } from '../../user/user-repository.ts';
import { guids as guidsThere, people } from './full-app.ts';

// SAFETY: the ids of the full app are canonical.
const uids = Object.values(people) as readonly string[] as readonly Uid[];
const [ana, bo, cy, di, el, nobody] = uids as readonly [Uid, Uid, Uid, Uid, Uid, Uid];
const guids = [...guidsThere, 'nowhere'] as readonly string[] as readonly Guid[];
const roles = ['vip', 'ghost', 'grave', 'free', 'default', 'none'] as readonly string[] as readonly RoleId[];
const [vip, ghost, , , usual] = roles as readonly [RoleId, RoleId, RoleId, RoleId, RoleId];

const pairs = uids.flatMap((a) => uids.filter((b) => b !== a).map((b) => [a, b] as const));
const inGroups = uids.flatMap((uid) => guids.map((guid) => ({ uid, guid })));
const tombs = [
  { type: 'user', uid: di },
  { type: 'user', uid: ana },
  { type: 'group', guid: guids[1] as Guid },
  { type: 'group', guid: guids[0] as Guid },
] as const;

/** Secrets of the full app, which are only known once it was made. */
export interface Secrets {
  readonly tokens: readonly AuthToken[];
  readonly apiKeys: readonly ApiKey[];
}

/** Every load. */
export function loadsOf({ tokens }: Secrets): { readonly [T in Load['type']]: readonly LoadOf<T>[] } {
  return {
    user: uids.map((uid) => ({ type: 'user', uid })),
    tombstone: tombs.map((of) => ({ type: 'tombstone', of })),
    remnants: [tombs[0], tombs[2]].flatMap((of) =>
      [100, 1, 3].map((limit) => ({ type: 'remnants', of, limit }) as const),
    ),
    ownedGroup: uids.map((uid) => ({ type: 'ownedGroup', uid })),
    activeAuthTokens: uids.flatMap((uid) =>
      [
        ...[
          { keep: 0, most: 10 },
          { keep: 1, most: 10 },
          { keep: 2, most: 1 },
          { keep: 0, most: 2 },
        ],
        ...[
          { keep: 3, most: 10 },
          { keep: 0, most: 0 },
          { keep: 9, most: 1 },
        ],
      ].map((which) => ({ type: 'activeAuthTokens', uid, ...which }) as const),
    ),
    authToken: tokens.flatMap(({ uid, digest, handle }) =>
      [uid, el].flatMap((whose) => [
        { type: 'authToken', uid: whose, name: { digest } } as const,
        { type: 'authToken', uid: whose, name: { handle } } as const,
      ]),
    ),
    friendship: pairs.map((of) => ({ type: 'friendship', uids: of })),
    friendCount: uids.map((uid) => ({ type: 'friendCount', uid })),
    block: pairs.map(([blocker, blocked]) => ({ type: 'block', blocker, blocked })),
    role: roles.map((role) => ({ type: 'role', role })),
    roleCount: [{ type: 'roleCount' }],
    roleInUse: roles.map((role) => ({ type: 'roleInUse', role })),
    group: guids.map((guid) => ({ type: 'group', guid })),
    membersCount: guids.map((guid) => ({ type: 'membersCount', guid })),
    membership: inGroups.map((of) => ({ type: 'membership', ...of })),
    membershipCount: uids.map((uid) => ({ type: 'membershipCount', uid })),
    ban: inGroups.map((of) => ({ type: 'ban', ...of })),
    bot: uids.map((uid) => ({ type: 'bot', uid })),
    botCount: [{ type: 'botCount' }],
    apiKeys: [{ type: 'apiKeys' }],
  };
}

/** Whole, and by the page, whose counts must all be that of the whole. */
const pages: readonly PageQuery[] = [
  { limit: 100, count: true },
  { limit: 2, count: true },
];

function paged<Query>(queries: readonly Query[]): readonly [Query & PageQuery][] {
  return queries.flatMap((query) => pages.map((page): [Query & PageQuery] => [{ ...query, ...page }]));
}

function uncounted<Query>(query: Query): [Query & PageQuery] {
  return [{ ...query, limit: 1, count: false }];
}

type UserFilters = Omit<UserQuery, 'order' | 'deactivated' | keyof PageQuery>;

const userFilters: readonly UserFilters[] = [
  {},
  ...(['uid', 'name'] as const).flatMap((place) =>
    ['a', 'ana', 'οδο', 'adam'].map((text) => ({ prefix: { text, in: [place] } })),
  ),
  { prefix: { text: 'a', in: ['uid', 'name'] } },
  ...([{ status: 'online' }, { status: 'offline' }] as const),
  ...[{ roles: [vip] }, { roles: [vip, ghost] }, { roles: [usual] }],
  ...[{ tags: ['red'] }, { tags: ['Red'] }, { tags: ['red', 'blue'] }, { tags: ['none'] }],
  ...[{ uids: [el, bo, di, cy, nobody] }, { uids: [] }],
  ...[ana, bo, cy].map((friendsOf) => ({ friendsOf })),
  ...[ana, bo, el].map((hideBlockedFor) => ({ hideBlockedFor })),
  ...([
    { tags: ['blue'], roles: [vip] },
    { tags: ['red'], prefix: { text: 'a', in: ['name'] } },
  ] as const),
  ...[
    { friendsOf: ana, hideBlockedFor: ana },
    { uids: [bo, cy, el], friendsOf: ana },
  ],
];

const userQueries = (['newest', 'name', 'uid'] as const).flatMap((order) =>
  (['without', 'with', 'only'] as const).flatMap((deactivated) =>
    userFilters.map((filters) => ({ order, deactivated, ...filters })),
  ),
);

type GroupFilters = Omit<GroupQuery, 'order' | keyof PageQuery>;

const groupFilters: readonly GroupFilters[] = [
  {},
  ...(['guid', 'name'] as const).flatMap((place) =>
    ['a', 'be', 'club'].map((text) => ({ prefix: { text, in: [place] } })),
  ),
  { prefix: { text: 'a', in: ['guid', 'name'] } },
  ...([{ types: ['public'] }, { types: ['password', 'private'] }] as const),
  ...[{ tags: ['sea'] }, { tags: ['Sea'] }, { tags: ['sea', 'boat'] }],
  { types: ['private'], tags: ['boat'] },
];

const groupQueries = (['newest', 'name', 'guid'] as const).flatMap((order) =>
  groupFilters.map((filters) => ({ order, ...filters })),
);

type Given<Ask> = Ask extends (...given: infer Arguments) => unknown ? readonly Arguments[] : never;

/** What each list, and each other question beside `transact` and `read`, is asked. */
export type AskedLists = {
  readonly [Name in keyof Repositories]: {
    readonly [Method in keyof Repositories[Name]]: Given<Repositories[Name][Method]>;
  };
};

// Commands ask for the lists of nobody who is buried, and the contract does not say what a store shows of one.
const owners = uids.filter((uid) => uid !== di);
const standing = guids.filter((guid) => guid !== guids[1]);

/** Every list, with each of its filters in each of its orders. */
export function listsOf({ tokens, apiKeys }: Secrets): AskedLists {
  const times = [...new Set(tokens.flatMap(({ archivedAt }) => archivedAt ?? []))];
  const befores = [Math.min(...times), Math.max(...times), Math.max(...times) + 1, ...times];
  return {
    users: {
      list: [...paged(userQueries), ...userQueries.slice(0, 3).map(uncounted)],
    },
    authTokens: {
      findByDigest: tokens.map(({ digest }) => [digest]),
      list: paged(
        owners.flatMap((uid) => (['active', 'archived'] as const).map((state) => ({ uid, state }))),
      ),
      archivedBefore: befores.flatMap((before) =>
        [1, 3, 100].map((limit): [number, number] => [before, limit]),
      ),
    },
    friendships: {
      list: paged(
        owners.flatMap((uid) =>
          (['befriended', 'name'] as const).flatMap((order) => [
            { uid, order },
            ...['a', 'adam'].map((prefix) => ({ uid, order, prefix })),
          ]),
        ),
      ),
    },
    blocks: {
      list: paged(
        owners.flatMap((uid) =>
          (['blockedByMe', 'hasBlockedMe', 'both'] as const).flatMap((direction) => [
            { uid, direction },
            { uid, direction, prefix: 'a' },
          ]),
        ),
      ),
    },
    roles: { all: [[]] },
    groups: { list: paged(groupQueries) },
    groupMemberships: {
      listMembers: paged(
        standing.flatMap((guid) => [
          { guid },
          ...(['admin', 'moderator', 'participant'] as const).map((scope) => ({ guid, scopes: [scope] })),
          { guid, scopes: ['admin', 'participant'] as const },
        ]),
      ),
      listGroups: paged(owners.map((uid) => ({ uid }))),
      listBanned: paged(standing.map((guid) => ({ guid }))),
    },
    bots: { all: [[]] },
    apiKeys: { findByDigest: apiKeys.map(({ digest }) => [digest]) },
    deletions: { pending: [[10], [1]] },
    rows: {
      list: [...exportedTypes, 'tombstone' as const].flatMap((type) =>
        [1, 3, 100].map((limit): [RowQuery] => [{ type, limit }]),
      ),
    },
  };
}

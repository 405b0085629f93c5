/**
 * Export of one user: what a store keeps of a person, for the person.
 *
 * Each list begins with the user, so the cost is that of what the user has, however large the app is.
 *
 * @module
 */

import { authTokenInfo } from '../auth-token/auth-token.ts';
import { friendshipBetween } from '../friendship/friendship.ts';
import { readUid } from '../shared/fields.ts';
import type { AppId, Uid } from '../shared/ids.ts';
import { argumentsOf, type BadRequest } from '../shared/input.ts';
import { type Found, type PageQuery, type Position, pageLimitDefault } from '../shared/page.ts';
import { without } from '../shared/record.ts';
import { err, ok, type Result, type ResultAsync } from '../shared/result.ts';
import { checkedClock } from '../shared/time.ts';
import { batchesPerTurn, nextTurn, systemSeconds } from '../shared/web.ts';
import type { Rows } from '../store/row-repository.ts';
import type { AppStore } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import { type UidNotFound, uidNotFound } from '../user/user.ts';
import { type ExportAppOptions, mistakeInExport } from './export-commands.ts';
import { type ExportedType, exportVersion, headerLine, rowLine, trailerLine } from './format.ts';
import { type ExportAbandoned, textAndOutcome } from './text-commands.ts';

/** A type of row that is exported of a user. */
export type UserRowType = Exclude<ExportedType, 'role' | 'apiKey'>;

/** How many rows of each type a user has. */
export type UserRowCounts = { readonly [T in UserRowType]: number };

/** Who is exported, and from where. */
export interface ExportUserOptions extends Omit<ExportAppOptions, 'onProgress'> {
  /** The user, active or deactivated. */
  readonly uid: string;
}

/** All that an export of a user may come to but its end, in order of precedence. */
export type ExportUserError = BadRequest | UidNotFound | ExportAbandoned | StoreError;

/** An export of a user that is under way. */
export interface UserExport {
  /** The text, a page of lines at a time, to be read once. It ends early, and throws nothing, if it cannot go on. */
  readonly text: AsyncIterable<string>;
  /** What the export came to. It is told once `text` was read to its end or let go of. */
  readonly done: ResultAsync<UserRowCounts, ExportUserError>;
}

/**
 * Exports what a store keeps of one user, as lines of JSON like those of `exportApp`: the profile with its private
 * metadata, the groups that it owns, its memberships and bans, whom it has blocked, its friendships, tokens and bot.
 * Deactivated users are exported too, and relations to them.
 *
 * Who has blocked the user is not in the text, since that is for the others to tell; nor are digests of tokens and hashes
 * of passwords, which are secrets and tell nothing of anybody. `importApp` does not take the text. Options that cannot
 * work throw, but for the uid.
 *
 * Refusals, first applicable: `ERR_BAD_REQUEST`, `ERR_UID_NOT_FOUND`, `ERR_EXPORT_ABANDONED`.
 */
export function exportUser(options: ExportUserOptions): UserExport {
  const mistake = mistakeInExport(options ?? {});
  if (mistake !== undefined) throw new TypeError(`Cannot export the user: ${mistake}`);
  return textAndOutcome(() => textOf(options));
}

const readNamed = argumentsOf({ uid: readUid });

type Outcome = Result<UserRowCounts, BadRequest | UidNotFound | StoreError>;

async function* textOf(options: ExportUserOptions): AsyncGenerator<string, Outcome, undefined> {
  const { store, appId, clock = systemSeconds } = options;
  const named = readNamed({ uid: options.uid });
  if (named.isErr()) return err(named.error);
  const { uid } = named.value;
  // SAFETY: the pattern was just checked.
  const app = store.forApp(appId as AppId);
  const seen = await app.read({ user: { type: 'user', uid }, bot: { type: 'bot', uid } }, (seen) =>
    seen.user ? ok({ user: seen.user, bot: seen.bot }) : err(uidNotFound(uid)),
  );
  if (seen.isErr()) return err(seen.error);
  const { user, bot } = seen.value;

  yield headerLine({ version: exportVersion, appId, uid, exportedAt: checkedClock(clock)() });
  yield rowLine('user', user);
  const counts = { user: 1, group: 0, membership: 0, ban: 0, block: 0, friendship: 0, authToken: 0 };
  let pages = 0;
  for (const { type, list } of listsOf(app, uid)) {
    let after: Position | undefined;
    do {
      pages += 1;
      if (pages % batchesPerTurn === 0) await nextTurn();
      const found = await list({ limit: pageLimitDefault, count: false, ...(after && { after }) });
      if (found.isErr()) return err(found.error);
      const { items, next } = found.value;
      counts[type] += items.length;
      if (items.length > 0) yield items.join('');
      after = next;
    } while (after);
  }
  if (bot) yield rowLine('bot', bot);
  const all = { ...counts, bot: bot ? 1 : 0 };
  yield trailerLine(all);
  return ok(all);
}

/** A list of what a user has, as lines. */
interface ListOfUser {
  readonly type: Exclude<UserRowType, 'user' | 'bot'>;
  readonly list: (page: PageQuery) => ResultAsync<Found<string>, StoreError>;
}

function listsOf(app: AppStore, uid: Uid): readonly ListOfUser[] {
  const { users, groupMemberships, authTokens, rows } = app;
  const tokens = (state: 'active' | 'archived'): ListOfUser => ({
    type: 'authToken',
    list: (page) =>
      authTokens
        .list({ uid, state, ...page })
        .andThen((found) => ok(linesOf(found, (token) => rowLine('authToken', authTokenInfo(token))))),
  });
  return [
    {
      // The owner of a group is a member of it.
      type: 'group',
      list: (page) =>
        groupMemberships
          .listGroups({ uid, ...page })
          .andThen((found) =>
            ok(
              linesOf(found, ({ group }) =>
                group.owner === uid ? rowLine('group', without(group, 'passwordHash')) : undefined,
              ),
            ),
          ),
    },
    {
      type: 'membership',
      list: (page) =>
        groupMemberships
          .listGroups({ uid, ...page })
          .andThen((found) => ok(linesOf(found, ({ membership }) => rowLine('membership', membership)))),
    },
    {
      type: 'ban',
      list: (page) =>
        groupMemberships
          .listBans({ uid, ...page })
          .andThen((found) => ok(linesOf(found, (ban) => rowLine('ban', ban)))),
    },
    {
      type: 'block',
      list: ({ limit, after = { key: uid, id: '' } }) =>
        rows.list({ type: 'block', limit, after }).andThen((found) => ok(blocksBy(uid, found))),
    },
    {
      type: 'friendship',
      list: (page) =>
        users
          .list({ order: 'uid', deactivated: 'with', friendsOf: uid, ...page })
          .andThen((found) =>
            ok(
              linesOf(found, (friend) => rowLine('friendship', friendshipBetween({ a: uid, b: friend.uid }))),
            ),
          ),
    },
    tokens('active'),
    tokens('archived'),
  ];
}

function linesOf<T>({ items, next }: Found<T>, lineOf: (item: T) => string | undefined): Found<string> {
  return { items: items.flatMap((item) => lineOf(item) ?? []), ...(next && { next }) };
}

/** Blocks are in order of who blocked: those of one user lie together. */
function blocksBy(uid: Uid, { items, next }: Found<Rows['block']>): Found<string> {
  const own = items.filter(({ blocker }) => blocker === uid);
  const goesOn = next !== undefined && own.length === items.length;
  return linesOf({ items: own, ...(goesOn && { next }) }, (block) => rowLine('block', block));
}

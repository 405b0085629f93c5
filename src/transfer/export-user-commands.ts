/**
 * Export of one user: what a store keeps of a person, for the person.
 *
 * Each list begins with the user, so the cost is that of what the user has, however large the app is.
 *
 * @module
 */

import { authTokenInfo } from '../auth-token/auth-token.ts';
import { friendshipBetween } from '../friendship/friendship.ts';
import type { StoredGroup } from '../group/group.ts';
import type { Membership } from '../group-membership/group-membership.ts';
import { readUid } from '../shared/fields.ts';
import type { AppId, Uid } from '../shared/ids.ts';
import { argumentsOf, type BadRequest } from '../shared/input.ts';
import { type Found, type Position, pageLimitDefault } from '../shared/page.ts';
import { without } from '../shared/record.ts';
import { err, ok, type Result, type ResultAsync } from '../shared/result.ts';
import { checkedClock } from '../shared/time.ts';
import { systemSeconds } from '../shared/web.ts';
import type { Rows } from '../store/row-repository.ts';
import type { AppStore } from '../store/store.ts';
import type { StoreError } from '../store/store-error.ts';
import { type UidNotFound, uidNotFound } from '../user/user.ts';
import { type ExportAppOptions, mistakeInExport } from './export-commands.ts';
import { type ExportedType, exportVersion, headerLine, rowLine, trailerLine } from './format.ts';
import { type LineList, linesOfPage, pagesOf } from './row-reads.ts';
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
  for await (const page of pagesOf(listsOf(app, uid))) {
    if (page.isErr()) return err(page.error);
    const { type, lines } = page.value;
    counts[type] += lines.length;
    if (lines.length > 0) yield lines.join('');
  }
  if (bot) yield rowLine('bot', bot);
  const all = { ...counts, bot: bot ? 1 : 0 };
  yield trailerLine(all);
  return ok(all);
}

function listsOf(app: AppStore, uid: Uid): readonly LineList<Exclude<UserRowType, 'user' | 'bot'>>[] {
  const { users, groupMemberships, authTokens, rows } = app;
  const limit = pageLimitDefault;
  const behind = (after: Position | undefined) => ({ limit, count: false, ...(after && { after }) });
  const groups = (
    type: 'group' | 'membership',
    lineOf: (of: { readonly group: StoredGroup; readonly membership: Membership }) => string | undefined,
  ) => ({
    type,
    list: (after: Position | undefined) =>
      groupMemberships.listGroups({ uid, ...behind(after) }).map((found) => linesOfPage(found, lineOf)),
  });
  const tokens = (state: 'active' | 'archived') => ({
    type: 'authToken' as const,
    list: (after: Position | undefined) =>
      authTokens
        .list({ uid, state, ...behind(after) })
        .map((found) => linesOfPage(found, (token) => rowLine('authToken', authTokenInfo(token)))),
  });
  return [
    // The owner of a group is a member of it.
    groups('group', ({ group }) =>
      group.owner === uid ? rowLine('group', without(group, 'passwordHash')) : undefined,
    ),
    groups('membership', ({ membership }) => rowLine('membership', membership)),
    {
      type: 'ban',
      list: (after) =>
        groupMemberships
          .listBans({ uid, ...behind(after) })
          .map((found) => linesOfPage(found, (ban) => rowLine('ban', ban))),
    },
    {
      type: 'block',
      list: (after = { key: uid, id: '' }) =>
        rows.list({ type: 'block', limit, after }).map((found) => blocksBy(uid, found)),
    },
    {
      type: 'friendship',
      list: (after) =>
        users
          .list({ order: 'uid', deactivated: 'with', friendsOf: uid, ...behind(after) })
          .map((found) =>
            linesOfPage(found, (friend) =>
              rowLine('friendship', friendshipBetween({ a: uid, b: friend.uid })),
            ),
          ),
    },
    tokens('active'),
    tokens('archived'),
  ];
}

/** Blocks are in order of who blocked: those of one user lie together. */
function blocksBy(uid: Uid, { items, next }: Found<Rows['block']>): Found<string> {
  const own = items.filter(({ blocker }) => blocker === uid);
  const goesOn = next !== undefined && own.length === items.length;
  return linesOfPage({ items: own, ...(goesOn && { next }) }, (block) => rowLine('block', block));
}

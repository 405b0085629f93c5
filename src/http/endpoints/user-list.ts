/**
 * The list of users, which administration and users ask for alike.
 *
 * @module
 */

import { type BadRequest, badRequest, Problem } from '../../shared/input.ts';
import { err } from '../../shared/result.ts';
import type { UserOrder } from '../../user/user.ts';
import type { Answered, SideCall } from '../endpoint.ts';
import { orderOf } from '../list-order.ts';
import { answerPage, type PageParameters, pageParameters } from '../offset-pages.ts';
import { flag, list, type Parameter, type ParametersRead, text, word } from '../parameters.ts';
import { userView } from '../views.ts';

/** What the list of users may be asked for. */
export type UserListParameters = PageParameters & {
  readonly searchKey: Parameter<string>;
  readonly searchIn: Parameter<readonly string[]>;
  readonly status: Parameter<'available' | 'online' | 'offline'>;
  readonly count: Parameter<boolean>;
  readonly role: Parameter<string>;
  readonly roles: Parameter<readonly string[]>;
  readonly tags: Parameter<readonly string[]>;
  readonly withTags: Parameter<boolean>;
  readonly uids: Parameter<readonly string[]>;
  readonly friendsOnly: Parameter<boolean>;
  readonly hideBlockedUsers: Parameter<boolean>;
  readonly withDeactivated: Parameter<boolean>;
  readonly onlyDeactivated: Parameter<boolean>;
  readonly sortBy: Parameter<'name' | 'uid' | 'createdAt'>;
  readonly sortOrder: Parameter<'asc' | 'desc'>;
};

/** How each of it is read. */
export const userListParameters: UserListParameters = {
  ...pageParameters,
  searchKey: text('Only users whose uid or name begins with this text, in any case'),
  searchIn: list('Where searchKey is looked for; both when absent', ['uid', 'name']),
  status: word(['available', 'online', 'offline'], 'Only users of this status; available and online are one'),
  count: flag('The number of users is in meta.pagination.total, whether it is asked for or not'),
  role: text('Only users of this role'),
  roles: list('Only users of one of these roles'),
  tags: list('Only users with one of these tags'),
  withTags: flag('Whether to show tags'),
  uids: list('Only these users; at most 25'),
  friendsOnly: flag('Only friends of the user who asks'),
  hideBlockedUsers: flag('Leaves out whom the user who asks has blocked, and who has blocked it'),
  withDeactivated: flag('Deactivated users among the others; for API keys'),
  onlyDeactivated: flag('Deactivated users only; for API keys'),
  sortBy: word(['name', 'uid', 'createdAt'], 'The order'),
  sortOrder: word(['asc', 'desc'], 'asc for name and uid, desc for createdAt: no other is kept'),
};

type Asked = ParametersRead<typeof userListParameters>;

/** What only makes sense for a user, asked for by administration. */
function missingViewer(
  { friendsOnly, hideBlockedUsers }: Asked,
  as: string | undefined,
): BadRequest | undefined {
  if (as !== undefined) return undefined;
  const lacking = Object.entries({ friendsOnly, hideBlockedUsers }).filter(([, isAsked]) => isAsked);
  if (lacking.length === 0) return undefined;
  return badRequest(new Problem(lacking.map(([name]) => [name, 'needs a user: send the header onBehalfOf'])));
}

/** How a side answers the list. */
interface Side {
  /** The user who sees it; absent: administration does. */
  readonly as: string | undefined;
  readonly byDefault: UserOrder;
  readonly showsDeactivated?: true;
}

/** Answers a page of users. */
export async function answerUsers(
  call: SideCall<typeof userListParameters>,
  { as, byDefault, showsDeactivated }: Side,
): Promise<Answered> {
  const { app, query } = call;
  const order = orderOf<UserOrder>(query, byDefault);
  if (order.isErr()) return err(order.error);
  const missing = missingViewer(query, as);
  if (missing) return err(missing);
  const { searchKey, searchIn, status, role, roles = [], tags, uids, friendsOnly, hideBlockedUsers } = query;
  const { withDeactivated, onlyDeactivated, withTags = false } = query;
  const wanted = {
    order: order.value,
    searchKey,
    // SAFETY: the core reads the words and refuses others.
    searchIn: searchIn as readonly ('uid' | 'name')[] | undefined,
    status: status === 'available' ? 'online' : status,
    roles:
      role === undefined && roles.length === 0
        ? undefined
        : [...roles, ...(role === undefined ? [] : [role])],
    tags,
    uids,
    friendsOf: friendsOnly ? as : undefined,
    hideBlockedFor: hideBlockedUsers ? as : undefined,
    ...(showsDeactivated && { withDeactivated, onlyDeactivated }),
  } as const;
  return answerPage(call, ['users', wanted], {
    fetch: (page) =>
      as === undefined ? app.users.list({ ...wanted, ...page }) : app.users.list({ ...wanted, ...page, as }),
    pass: (page) => app.users.list({ ...wanted, ...page }),
    show: (user) => userView(user, { withTags }),
  });
}

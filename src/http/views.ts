/**
 * Views: records of the core as they go over the wire.
 *
 * A field that is not set is absent, times are UNIX seconds, and the order of the fields is that of the service.
 *
 * @module
 */

import type { ApiKeyInfo } from '../api-key/api-key.ts';
import type { AuthTokenInfo } from '../auth-token/auth-token.ts';
import type { BlockedUser } from '../block/block-commands.ts';
import type { Bot } from '../bot-quota/bot-quota.ts';
import type { Group, GroupView } from '../group/group.ts';
import type { Membership } from '../group-membership/group-membership.ts';
import type { BannedUser, Member } from '../group-membership/group-membership-commands.ts';
import type { User, UserView } from '../user/user.ts';

/** Whom the service calls online is `available`. */
const wireStatus = { online: 'available', offline: 'offline' } as const;

/** A user. Lists show tags only where they are asked for. */
export function userView(
  user: User | UserView,
  { withTags = true }: { withTags?: boolean | undefined } = {},
): object {
  const { uid, name, link, avatar, metadata, status, role, statusMessage, tags, ...others } = user;
  return {
    uid,
    name,
    link,
    avatar,
    metadata,
    status: wireStatus[status],
    role,
    statusMessage,
    ...(withTags && { tags }),
    ...others,
  };
}

/** A user in a list of blocks. */
export function blockedUserView(user: BlockedUser): object {
  const { blockedByMeAt } = user;
  return { ...userView(user, { withTags: false }), blockedAt: blockedByMeAt };
}

/** A user as a member of a group. */
export function memberView(member: Member): object {
  return userView(member, { withTags: false });
}

/** A user who is banned from a group. */
export function bannedUserView(user: BannedUser): object {
  return { ...userView(user, { withTags: false }), isBanned: true };
}

/** A group, to administration or to a user. */
export function groupView(group: Group | GroupView): object {
  return group;
}

/** Who is in a group, and how. */
export function membershipView({ guid, uid, scope, joinedAt }: Membership): object {
  return { guid, uid, scope, joinedAt };
}

/** A token that was issued before: its plain text is kept nowhere, so its handle stands for it. */
export function authTokenView({ uid, handle, ...others }: AuthTokenInfo): object {
  return { uid, authToken: handle, ...others };
}

/** A bot. What is false is left out. */
export function botView({ uid, webhookURL, enabled, ...others }: Bot): object {
  return { uid, webhookURL, ...(enabled && { enabled }), ...others };
}

/** A key that was created before: its plain text is kept nowhere, so its handle stands for it. */
export function apiKeyView({ handle, ...others }: ApiKeyInfo): object {
  return { apiKey: handle, ...others };
}

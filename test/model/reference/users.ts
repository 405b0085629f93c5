/**
 * Users, as the reference model has them.
 *
 * @module
 */
import {
  compareText,
  done,
  inOneCase,
  isFound,
  type ModelUser,
  type Outcome,
  publicView,
  type ReferenceModel,
  refused,
  uidNotFound,
  withoutUnset,
} from '../reference-model.ts';
import { issuedToken } from './auth-tokens.ts';
import { Inspector, ifGiven } from './input.ts';

type Given = Readonly<Record<string, unknown>>;

const unsettable = ['avatar', 'link', 'metadata', 'statusMessage', 'tags'];

function profileOf(look: Inspector, given: Given) {
  return withoutUnset({
    avatar: ifGiven(given.avatar, (value) => look.url('avatar', value, 3000)),
    link: ifGiven(given.link, (value) => look.url('link', value, 3000)),
    metadata: ifGiven(given.metadata, (value) => look.metadata('metadata', value)),
    tags: ifGiven(given.tags, (value) => look.tags('tags', value)),
    statusMessage: ifGiven(given.statusMessage, (value) => look.text('statusMessage', value, 255)),
  });
}

function newUserOf(look: Inspector, given: Given) {
  return {
    uid: look.id('uid', given.uid),
    name: look.trimmed('name', given.name, 100),
    ...withoutUnset({ role: ifGiven(given.role, (value) => look.id('role', value)) }),
    ...profileOf(look, given),
  };
}

/** No tags are the same as an empty list of them. */
function settle(user: ModelUser): void {
  if (user.tags?.length === 0) delete user.tags;
}

function roleExists(model: ReferenceModel, role: string): boolean {
  return role === 'default' || model.roles.some((known) => known.role === role);
}

function addUser(
  model: ReferenceModel,
  wanted: { uid: string; name: string; role?: string },
): Outcome | ModelUser {
  const { uid, role = 'default' } = wanted;
  if (uid === 'app_system' || model.user(uid) || model.buriedUsers.includes(uid)) {
    return refused('ERR_UID_ALREADY_EXISTS', { uid });
  }
  if (!roleExists(model, role)) return refused('ERR_ROLE_NOT_FOUND', { role });
  const user: ModelUser = { ...wanted, role, status: 'offline', createdAt: model.now };
  settle(user);
  model.users.push(user);
  return user;
}

export function createUser(model: ReferenceModel, given: Given, secret: string): Outcome {
  const look = new Inspector();
  const wanted = newUserOf(look, given);
  const withAuthToken = ifGiven(given.withAuthToken, (value) => look.boolean('withAuthToken', value));
  if (look.foundAny) return look.refusal();
  const user = addUser(model, wanted);
  if ('ok' in user) return user;
  return withAuthToken
    ? done({ user: structuredClone(user), authToken: issuedToken(model, user.uid, secret) })
    : done({ user: structuredClone(user) });
}

export function upsertUser(model: ReferenceModel, given: Given): Outcome {
  const look = new Inspector();
  const wanted = newUserOf(look, given);
  if (look.foundAny) return look.refusal();
  const user = model.activeUser(wanted.uid);
  if (!user) {
    const added = addUser(model, wanted);
    return 'ok' in added ? added : done({ user: structuredClone(added), created: true });
  }
  if (wanted.role !== undefined && !roleExists(model, wanted.role)) {
    return refused('ERR_ROLE_NOT_FOUND', { role: wanted.role });
  }
  Object.assign(user, wanted, { updatedAt: model.now });
  settle(user);
  return done({ user: structuredClone(user), created: false });
}

export function getUser(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  if (look.foundAny) return look.refusal();
  const user = model.activeUser(uid);
  return user ? done(structuredClone(user)) : uidNotFound(uid);
}

export function viewUser(model: ReferenceModel, given: unknown, as: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const viewer = look.id('as', as);
  if (look.foundAny) return look.refusal();
  const user = model.activeUser(uid);
  if (!user) return uidNotFound(uid);
  if (!model.activeUser(viewer)) return uidNotFound(viewer);
  return done(seenBy(model, viewer, user));
}

/** What a viewer sees of a user. */
function seenBy(model: ReferenceModel, viewer: string, user: ModelUser) {
  return {
    ...(user.uid === viewer ? structuredClone(user) : publicView(user)),
    ...flagsOf(model, viewer, user.uid),
  };
}

/** What a viewer sees of the blocks between itself and another. */
export function flagsOf(model: ReferenceModel, viewer: string, uid: string) {
  return {
    blockedByMe: model.blocks.some((block) => block.blocker === viewer && block.blocked === uid),
    hasBlockedMe: model.blocks.some((block) => block.blocker === uid && block.blocked === viewer),
  };
}

export function updateUser(model: ReferenceModel, given: unknown, changes: Given, isSelf: boolean): Outcome {
  const look = new Inspector();
  const wanted = {
    ...withoutUnset({ name: ifGiven(changes.name, (value) => look.trimmed('name', value, 100)) }),
    ...profileOf(look, changes),
  };
  const role = isSelf ? undefined : ifGiven(changes.role, (value) => look.id('role', value));
  const unset = (changes.unset ?? []) as string[];
  look.require('unset', !unset.some((field) => field in wanted && look.isFine(field)));
  const uid = look.id('uid', given);
  if (look.foundAny) return look.refusal();

  const user = model.activeUser(uid);
  if (!user) return uidNotFound(uid);
  if (role !== undefined && !roleExists(model, role)) return refused('ERR_ROLE_NOT_FOUND', { role });
  Object.assign(user, wanted, role === undefined ? {} : { role }, { updatedAt: model.now });
  for (const field of unsettable) {
    if (unset.includes(field)) delete user[field as 'avatar'];
  }
  settle(user);
  return done(structuredClone(user));
}

export function deactivateUsers(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const uids = look.ids('uids', given);
  if (look.foundAny) return look.refusal();
  const lists = { deactivated: [] as string[], alreadyDeactivated: [] as string[], notFound: [] as string[] };
  for (const uid of uids) {
    const user = model.user(uid);
    if (!user) lists.notFound.push(uid);
    else if (user.deactivatedAt !== undefined) lists.alreadyDeactivated.push(uid);
    else {
      deactivate(model, user);
      lists.deactivated.push(uid);
    }
  }
  return done(lists);
}

function deactivate(model: ReferenceModel, user: ModelUser): void {
  user.status = 'offline';
  user.deactivatedAt = model.now;
}

export function reactivateUsers(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const uids = look.ids('uids', given);
  if (look.foundAny) return look.refusal();
  const lists = { reactivated: [] as string[], alreadyActive: [] as string[], notFound: [] as string[] };
  for (const uid of uids) {
    const user = model.user(uid);
    if (!user) lists.notFound.push(uid);
    else if (user.deactivatedAt === undefined) lists.alreadyActive.push(uid);
    else {
      delete user.deactivatedAt;
      lists.reactivated.push(uid);
    }
  }
  return done(lists);
}

export function touchUser(model: ReferenceModel, given: unknown, status: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const wanted = look.word('status', status, ['online', 'offline']);
  if (look.foundAny) return look.refusal();
  const user = model.activeUser(uid);
  if (!user) return uidNotFound(uid);
  user.status = wanted;
  user.lastActiveAt = model.now;
  return done(structuredClone(user));
}

/** Stands for any one of the groups that a user owns. */
export const anyOwnedGroup = 'any that it owns';

export function deleteUser(
  model: ReferenceModel,
  given: unknown,
  permanent: unknown,
  isInterrupted = false,
): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const isPermanent = ifGiven(permanent, (value) => look.boolean('permanent', value)) ?? false;
  if (look.foundAny) return look.refusal();
  if (!isPermanent) {
    const user = model.activeUser(uid);
    if (!user) return uidNotFound(uid);
    deactivate(model, user);
    return done({ uid, permanent: false });
  }
  if (!model.buriedUsers.includes(uid)) {
    if (!model.user(uid)) return uidNotFound(uid);
    if (model.groups.some(({ owner }) => owner === uid)) {
      return refused('ERR_GROUP_OWNER', { uid, guid: anyOwnedGroup });
    }
    model.users = model.users.filter((user) => user.uid !== uid);
    model.buriedUsers.push(uid);
  }
  if (isInterrupted) return refused('STORE_UNAVAILABLE', { committed: 'partly' });
  drainUser(model, uid);
  return done({ uid, permanent: true });
}

/** Removes all that still refers to a buried user, and frees its uid. */
export function drainUser(model: ReferenceModel, uid: string): void {
  model.tokens = model.tokens.filter((token) => token.uid !== uid);
  model.friendships = model.friendships.filter((row) => row.lower !== uid && row.higher !== uid);
  model.blocks = model.blocks.filter((block) => block.blocker !== uid && block.blocked !== uid);
  model.memberships = model.memberships.filter((row) => row.uid !== uid);
  model.bans = model.bans.filter((ban) => ban.uid !== uid);
  model.bots = model.bots.filter((bot) => bot.uid !== uid);
  model.buriedUsers = model.buriedUsers.filter((buried) => buried !== uid);
}

export function listUsers(model: ReferenceModel, given: Given): Outcome {
  const look = new Inspector();
  const searchKey = ifGiven(given.searchKey, (value) => look.trimmed('searchKey', value, 100));
  const searchIn = (given.searchIn ?? ['uid', 'name']) as string[];
  const roles = ifGiven(given.roles, (value) => look.ids('roles', value));
  const tags = ifGiven(given.tags, (value) => look.tags('tags', value));
  const uids = ifGiven(given.uids, (value) => look.ids('uids', value));
  const friendsOf = ifGiven(given.friendsOf, (value) => look.id('friendsOf', value));
  const hideBlockedFor = ifGiven(given.hideBlockedFor, (value) => look.id('hideBlockedFor', value));
  const as = ifGiven(given.as, (value) => look.id('as', value));
  if (look.foundAny) return look.refusal();
  for (const uid of [friendsOf, hideBlockedFor, as]) {
    if (uid !== undefined && !model.activeUser(uid)) return uidNotFound(uid);
  }

  const items = model.users.filter((user) => {
    const isDeactivated = user.deactivatedAt !== undefined;
    if (given.onlyDeactivated ? !isDeactivated : isDeactivated && !given.withDeactivated) return false;
    if (!isFound(searchKey, searchIn, { field: 'uid', text: user.uid }, user.name)) return false;
    if (given.status !== undefined && user.status !== given.status) return false;
    if (roles && !roles.includes(user.role)) return false;
    if (tags && !tags.some((tag) => user.tags?.includes(tag))) return false;
    if (uids && !uids.includes(user.uid)) return false;
    if (friendsOf !== undefined && !areFriends(model, friendsOf, user.uid)) return false;
    if (hideBlockedFor === undefined) return true;
    const flags = flagsOf(model, hideBlockedFor, user.uid);
    return !flags.blockedByMe && !flags.hasBlockedMe;
  });
  if (given.order === 'uid') items.sort((a, b) => compareText(a.uid, b.uid));
  else if (given.order === 'name') items.sort(byName);
  else items.reverse();
  return done(as === undefined ? structuredClone(items) : items.map((user) => seenBy(model, as, user)));
}

export function byName(a: ModelUser, b: ModelUser): number {
  return compareText(inOneCase(a.name), inOneCase(b.name)) || compareText(a.uid, b.uid);
}

export function areFriends(model: ReferenceModel, a: string, b: string): boolean {
  return model.friendships.some(
    ({ lower, higher }) => (lower === a && higher === b) || (lower === b && higher === a),
  );
}

/**
 * Groups, as the reference model has them.
 *
 * @module
 */
import {
  compareText,
  done,
  guidNotFound,
  inOneCase,
  isFound,
  type ModelGroup,
  type Outcome,
  type ReferenceModel,
  refused,
  uidNotFound,
  withoutUnset,
} from '../reference-model.ts';
import { Inspector, ifGiven } from './input.ts';

type Given = Readonly<Record<string, unknown>>;

/** A group as it is shown. */
export function shownGroup(model: ReferenceModel, group: ModelGroup) {
  const membersCount = model.memberships.filter(({ guid }) => guid === group.guid).length;
  return structuredClone({ ...group, membersCount });
}

/** Why the actor may not do this; undefined when it may, as administration always does. */
export function actorProblem(
  model: ReferenceModel,
  guid: string,
  as: string | undefined,
  action: string,
  mayAct: (scope: string) => boolean,
): Outcome | undefined {
  if (as === undefined) return undefined;
  const membership = model.membership(as, guid);
  if (!membership) return refused('ERR_NOT_A_MEMBER', { uid: as, guid });
  return mayAct(membership.scope) ? undefined : refused('ERR_GROUP_NO_CLEARANCE', { uid: as, guid, action });
}

function profileOf(look: Inspector, given: Given) {
  return withoutUnset({
    type: ifGiven(given.type, (value) => look.word('type', value, ['public', 'password', 'private'])),
    password: ifGiven(given.password, (value) => look.password('password', value)),
    icon: ifGiven(given.icon, (value) => look.url('icon', value, 3000)),
    description: ifGiven(given.description, (value) => look.text('description', value, 255)),
    metadata: ifGiven(given.metadata, (value) => look.metadata('metadata', value)),
    tags: ifGiven(given.tags, (value) => look.tags('tags', value)),
  });
}

function settle(group: ModelGroup): void {
  if (group.tags?.length === 0) delete group.tags;
}

export function createGroup(model: ReferenceModel, given: Given): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', given.guid);
  const name = look.trimmed('name', given.name, 100);
  const { type = 'public', password, ...profile } = profileOf(look, given);
  const owner = ifGiven(given.owner, (value) => look.id('owner', value));
  look.require('password', password === undefined || type === 'password');
  if (look.foundAny) return look.refusal();

  if (type === 'password' && !password) return refused('ERR_EMPTY_GROUP_PASS', { guid });
  if (model.group(guid) || model.buriedGroups.includes(guid))
    return refused('ERR_GUID_ALREADY_EXISTS', { guid });
  if (owner !== undefined) {
    if (!model.activeUser(owner)) return uidNotFound(owner);
    const limit = model.limits.groupMembershipsPerUserMax;
    const held = model.memberships.filter(({ uid }) => uid === owner).length;
    if (held >= limit) return refused('ERR_GROUPS_LIMIT_EXCEEDED', { uid: owner, limit });
  }

  const group: ModelGroup = {
    guid,
    name,
    type,
    ...profile,
    ...withoutUnset({ owner }),
    createdAt: model.now,
  };
  settle(group);
  model.groups.push(group);
  if (password) model.passwords.set(guid, password);
  if (owner !== undefined) model.memberships.push({ uid: owner, guid, scope: 'admin', joinedAt: model.now });
  return done(shownGroup(model, group));
}

export function getGroup(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', given);
  if (look.foundAny) return look.refusal();
  const group = model.group(guid);
  return group ? done(shownGroup(model, group)) : guidNotFound(guid);
}

export function viewGroup(model: ReferenceModel, given: unknown, as: unknown): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', given);
  const viewer = look.id('as', as);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(viewer)) return uidNotFound(viewer);
  const group = model.group(guid);
  return group ? done(seenBy(model, viewer, group)) : guidNotFound(guid);
}

/** What a viewer sees of a group. */
function seenBy(model: ReferenceModel, viewer: string, group: ModelGroup) {
  const { scope, joinedAt } = model.membership(viewer, group.guid) ?? {};
  const hasJoined = scope !== undefined;
  return { ...shownGroup(model, group), hasJoined, ...(hasJoined && { scope, joinedAt }) };
}

export function updateGroup(model: ReferenceModel, given: unknown, changes: Given, actor: unknown): Outcome {
  const look = new Inspector();
  const name = ifGiven(changes.name, (value) => look.trimmed('name', value, 100));
  const { password, ...profile } = profileOf(look, changes);
  const unset = (changes.unset ?? []) as string[];
  look.require('unset', !unset.some((field) => field in profile && look.isFine(field)));
  look.require('password', password === undefined || profile.type === 'password');
  const guid = look.id('guid', given);
  const as = ifGiven(actor, (value) => look.id('as', value));
  if (look.foundAny) return look.refusal();

  if (as !== undefined && !model.activeUser(as)) return uidNotFound(as);
  const group = model.group(guid);
  if (!group) return guidNotFound(guid);
  const problem = actorProblem(model, guid, as, 'updateGroup', (scope) => scope !== 'participant');
  if (problem) return problem;
  const type = profile.type ?? group.type;
  // An empty password would replace the one that is there, and is none.
  if (type === 'password' && !(password ?? model.passwords.get(guid))) {
    return refused('ERR_EMPTY_GROUP_PASS', { guid });
  }

  Object.assign(group, withoutUnset({ name }), profile, { updatedAt: model.now });
  for (const field of unset) delete group[field as 'icon'];
  settle(group);
  if (type !== 'password') model.passwords.delete(guid);
  else if (password) model.passwords.set(guid, password);
  return done(shownGroup(model, group));
}

export function deleteGroup(
  model: ReferenceModel,
  given: unknown,
  actor: unknown,
  isInterrupted = false,
): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', given);
  const as = ifGiven(actor, (value) => look.id('as', value));
  if (look.foundAny) return look.refusal();
  if (as !== undefined && !model.activeUser(as)) return uidNotFound(as);
  if (as !== undefined || !model.buriedGroups.includes(guid)) {
    if (!model.group(guid)) return guidNotFound(guid);
    const problem = actorProblem(model, guid, as, 'deleteGroup', (scope) => scope === 'admin');
    if (problem) return problem;
    model.groups = model.groups.filter((group) => group.guid !== guid);
    model.passwords.delete(guid);
    model.buriedGroups.push(guid);
  }
  if (isInterrupted) return refused('STORE_UNAVAILABLE', { committed: 'partly' });
  drainGroup(model, guid);
  return done({ guid });
}

/** Removes all that still refers to a buried group, and frees its guid. */
export function drainGroup(model: ReferenceModel, guid: string): void {
  model.memberships = model.memberships.filter((row) => row.guid !== guid);
  model.bans = model.bans.filter((ban) => ban.guid !== guid);
  model.buriedGroups = model.buriedGroups.filter((buried) => buried !== guid);
}

export function listGroups(model: ReferenceModel, given: Given): Outcome {
  const look = new Inspector();
  const searchKey = ifGiven(given.searchKey, (value) => look.trimmed('searchKey', value, 100));
  const searchIn = (given.searchIn ?? ['guid', 'name']) as string[];
  const tags = ifGiven(given.tags, (value) => look.tags('tags', value));
  const as = ifGiven(given.as, (value) => look.id('as', value));
  if (look.foundAny) return look.refusal();
  if (as !== undefined && !model.activeUser(as)) return uidNotFound(as);
  const types = given.types as string[] | undefined;
  const items = model.groups.filter(
    (group) =>
      isFound(searchKey, searchIn, { field: 'guid', text: group.guid }, group.name) &&
      (!types || types.includes(group.type)) &&
      (!tags || tags.some((tag) => group.tags?.includes(tag))),
  );
  if (given.order === 'guid') items.sort((a, b) => compareText(a.guid, b.guid));
  else if (given.order === 'name') {
    items.sort((a, b) => compareText(inOneCase(a.name), inOneCase(b.name)) || compareText(a.guid, b.guid));
  } else items.reverse();
  return done(items.map((group) => (as === undefined ? shownGroup(model, group) : seenBy(model, as, group))));
}

export function transferOwnership(
  model: ReferenceModel,
  given: unknown,
  heir: unknown,
  actor: unknown,
): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', given);
  const uid = look.id('uid', heir);
  const as = ifGiven(actor, (value) => look.id('as', value));
  if (look.foundAny) return look.refusal();
  if (as !== undefined && !model.activeUser(as)) return uidNotFound(as);
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const group = model.group(guid);
  if (!group) return guidNotFound(guid);
  const membership = model.membership(uid, guid);
  if (!membership) return refused('ERR_NOT_A_MEMBER', { uid, guid });
  const problem = actorProblem(
    model,
    guid,
    as,
    'transferOwnership',
    (scope) => scope === 'admin' && group.owner === as,
  );
  if (problem) return problem;
  if (group.owner === uid) return refused('ERR_GROUP_OWNER', { uid, guid });
  const former = group.owner === undefined ? undefined : model.membership(group.owner, guid);
  if (former) former.scope = 'participant';
  membership.scope = 'admin';
  group.owner = uid;
  group.updatedAt = model.now;
  return done(shownGroup(model, group));
}

/**
 * Group memberships and bans, as the reference model has them.
 *
 * @module
 */
import {
  compareText,
  done,
  guidNotFound,
  itemOf,
  type ModelGroup,
  type ModelMembership,
  type Outcome,
  publicView,
  type ReferenceModel,
  refused,
  uidNotFound,
} from '../reference-model.ts';
import { actorProblem, shownGroup } from './groups.ts';
import { Inspector, ifGiven } from './input.ts';

type Given = Readonly<Record<string, unknown>>;

function admit(model: ReferenceModel, row: ModelMembership): Outcome {
  const { uid, guid } = row;
  const { groupMembershipsPerUserMax, membersPerGroupMax } = model.limits;
  if (model.memberships.filter((other) => other.uid === uid).length >= groupMembershipsPerUserMax) {
    return refused('ERR_GROUPS_LIMIT_EXCEEDED', { uid, limit: groupMembershipsPerUserMax });
  }
  if (model.memberships.filter((other) => other.guid === guid).length >= membersPerGroupMax) {
    return refused('ERR_NO_VACANCY', { guid, limit: membersPerGroupMax });
  }
  model.memberships.push(row);
  return done({ ...row });
}

function isBanned(model: ReferenceModel, uid: string, guid: string): boolean {
  return model.bans.some((ban) => ban.uid === uid && ban.guid === guid);
}

function removeMembership(model: ReferenceModel, row: ModelMembership): void {
  model.memberships = model.memberships.filter((other) => other !== row);
}

export function join(model: ReferenceModel, user: unknown, group: unknown, password: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', user);
  const guid = look.id('guid', group);
  const given = ifGiven(password, (value) => look.password('password', value));
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const room = model.group(guid);
  if (!room) return guidNotFound(guid);
  if (model.membership(uid, guid)) return refused('ERR_ALREADY_JOINED', { uid, guid });
  if (isBanned(model, uid, guid)) return refused('ERR_BANNED_GROUPMEMBER', { uid, guid });
  if (room.type === 'private') return refused('ERR_GROUP_JOIN_NOT_ALLOWED', { guid });
  if (room.type === 'password') {
    if (!given) return refused('ERR_EMPTY_GROUP_PASS', { guid });
    if (given !== model.passwords.get(guid)) return refused('ERR_WRONG_GROUP_PASS', { guid });
  }
  return admit(model, { uid, guid, scope: 'participant', joinedAt: model.now });
}

export function addMembers(model: ReferenceModel, group: unknown, users: unknown, options: Given): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', group);
  const uids = look.ids('uids', users);
  const as = ifGiven(options.as, (value) => look.id('as', value));
  const scope =
    ifGiven(options.scope, (value) => look.word('scope', value, ['admin', 'moderator', 'participant'])) ??
    'participant';
  if (look.foundAny) return look.refusal();
  if (as !== undefined && !model.activeUser(as)) return uidNotFound(as);
  if (!model.group(guid)) return guidNotFound(guid);
  const problem = actorProblem(model, guid, as, 'addMember', (own) => own === 'admin');
  if (problem) return problem;
  return done(
    uids.map((uid) => {
      if (!model.activeUser(uid)) return itemOf(uid, uidNotFound(uid));
      if (model.membership(uid, guid)) return itemOf(uid, refused('ERR_ALREADY_JOINED', { uid, guid }));
      if (isBanned(model, uid, guid)) return itemOf(uid, refused('ERR_BANNED_GROUPMEMBER', { uid, guid }));
      return itemOf(uid, admit(model, { uid, guid, scope, joinedAt: model.now }));
    }),
  );
}

export function leave(model: ReferenceModel, user: unknown, group: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', user);
  const guid = look.id('guid', group);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const room = model.group(guid);
  if (!room) return guidNotFound(guid);
  const row = model.membership(uid, guid);
  if (!row) return refused('ERR_NOT_A_MEMBER', { uid, guid });
  if (room.owner === uid) return refused('ERR_GROUP_OWNER', { uid, guid });
  removeMembership(model, row);
  return done({ ...row });
}

interface Acting {
  readonly uid: string;
  readonly guid: string;
  readonly as: string | undefined;
}

/** Who acts on whom, if the input is fine and all of them exist. */
function acting(
  model: ReferenceModel,
  look: Inspector,
  given: { readonly uid: unknown; readonly guid: unknown; readonly as: unknown },
): Outcome | (Acting & { readonly room: ModelGroup }) {
  const uid = look.id('uid', given.uid);
  const guid = look.id('guid', given.guid);
  const as = ifGiven(given.as, (value) => look.id('as', value));
  if (look.foundAny) return look.refusal();
  if (as !== undefined && !model.activeUser(as)) return uidNotFound(as);
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const room = model.group(guid);
  return room ? { uid, guid, as, room } : guidNotFound(guid);
}

/** The member acted on, or why not: it is no member, the actor itself, out of reach, or the owner. */
function target(
  model: ReferenceModel,
  { uid, guid, as, room }: Acting & { readonly room: ModelGroup },
  action: string,
  mayGive: (own: string) => boolean = () => true,
): Outcome | ModelMembership {
  const row = model.membership(uid, guid);
  if (!row) return refused('ERR_NOT_A_MEMBER', { uid, guid });
  if (as === uid) return refused('ERR_GROUP_NO_SELF_ACTION', { uid, guid, action });
  const problem = actorProblem(
    model,
    guid,
    as,
    action,
    (own) => (own === 'admin' || (own === 'moderator' && row.scope === 'participant')) && mayGive(own),
  );
  if (problem) return problem;
  return room.owner === uid ? refused('ERR_GROUP_OWNER', { uid, guid }) : row;
}

export function kick(model: ReferenceModel, uid: unknown, guid: unknown, as: unknown): Outcome {
  const scene = acting(model, new Inspector(), { uid, guid, as });
  if ('ok' in scene) return scene;
  const row = target(model, scene, 'kickMember');
  if ('ok' in row) return row;
  removeMembership(model, row);
  return done({ ...row });
}

export function ban(model: ReferenceModel, user: unknown, group: unknown, as: unknown): Outcome {
  const scene = acting(model, new Inspector(), { uid: user, guid: group, as });
  if ('ok' in scene) return scene;
  const { uid, guid } = scene;
  if (isBanned(model, uid, guid)) return refused('ERR_ALREADY_BANNED', { uid, guid });
  const row = target(model, scene, 'banMember');
  if ('ok' in row) return row;
  removeMembership(model, row);
  const banned = { uid, guid, bannedAt: model.now };
  model.bans.push(banned);
  return done({ ...banned });
}

export function unban(model: ReferenceModel, user: unknown, group: unknown, actor: unknown): Outcome {
  const scene = acting(model, new Inspector(), { uid: user, guid: group, as: actor });
  if ('ok' in scene) return scene;
  const { uid, guid, as } = scene;
  const problem = actorProblem(model, guid, as, 'unbanUser', (own) => own !== 'participant');
  if (problem) return problem;
  const lifted = model.bans.find((row) => row.uid === uid && row.guid === guid);
  if (!lifted) return refused('ERR_NOT_A_BANNED_USER', { uid, guid });
  model.bans = model.bans.filter((row) => row !== lifted);
  return done({ ...lifted });
}

export function changeScope(
  model: ReferenceModel,
  user: unknown,
  group: unknown,
  given: unknown,
  actor: unknown,
): Outcome {
  const look = new Inspector();
  const scope = look.word('scope', given, ['admin', 'moderator', 'participant']);
  const scene = acting(model, look, { uid: user, guid: group, as: actor });
  if ('ok' in scene) return scene;
  const row = target(model, scene, 'changeScope', (own) => own === 'admin' || scope !== 'admin');
  if ('ok' in row) return row;
  const { uid, guid } = scene;
  if (row.scope === scope) return refused('ERR_SAME_SCOPE', { uid, guid, scope });
  row.scope = scope;
  return done({ ...row });
}

export function listMembers(model: ReferenceModel, group: unknown, options: Given): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', group);
  if (look.foundAny) return look.refusal();
  if (!model.group(guid)) return guidNotFound(guid);
  const scopes = options.scopes as string[] | undefined;
  return done(
    model.memberships
      .filter((row) => row.guid === guid && (!scopes || scopes.includes(row.scope)))
      .flatMap(({ uid, scope, joinedAt }) => {
        const user = model.activeUser(uid);
        return user ? [{ ...publicView(user), scope, joinedAt }] : [];
      }),
  );
}

export function listJoined(model: ReferenceModel, user: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', user);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  return done(
    model.memberships
      .filter((row) => row.uid === uid)
      .flatMap(({ guid, scope, joinedAt }) => {
        const group = model.group(guid);
        return group ? [{ ...shownGroup(model, group), scope, joinedAt }] : [];
      }),
  );
}

export function listBanned(model: ReferenceModel, group: unknown): Outcome {
  const look = new Inspector();
  const guid = look.id('guid', group);
  if (look.foundAny) return look.refusal();
  if (!model.group(guid)) return guidNotFound(guid);
  return done(
    model.bans
      .filter((row) => row.guid === guid)
      .sort((a, b) => compareText(a.uid, b.uid))
      .flatMap(({ uid, bannedAt }) => {
        const user = model.activeUser(uid);
        return user ? [{ ...publicView(user), bannedAt }] : [];
      }),
  );
}

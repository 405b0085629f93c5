/**
 * A store that holds the core to its side of the contract: every plan names the owners of what it loads and changes,
 * every step is bounded, and every decision is pure.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import {
  type Anchor,
  anchorKey,
  anchorsPerPlanMax,
  appAnchor,
  type Change,
  type Commit,
  changesPerCommitMax,
  type GroupRecord,
  type Guid,
  groupAnchor,
  type Load,
  type Loads,
  type Plan,
  type Result,
  type RoleId,
  roleAnchor,
  type Snapshot,
  type Store,
  type TombstoneName,
  type Uid,
  type User,
  userAnchor,
} from 'kithkin';
import { storeTransacting } from './wrapped-store.ts';

/** Which anchors a plan must name, at least to read and at least to write. */
interface Owners {
  readonly write?: readonly Anchor[];
  readonly read?: readonly Anchor[];
}

/** What the transacts of a checked store came to. */
export interface TransactTally {
  transacts: number;
  anchorsMost: number;
  changesMost: number;
}

/** A store that throws as soon as a transact breaks a rule of the port. */
export function checkedStore(inner: Store, tally?: TransactTally): Store {
  return storeTransacting(
    inner,
    (app) => (plan, decide) => {
      checkPlan(plan);
      return app.transact(plan, (seen) => {
        const snapshot = deepFrozen(seen);
        const decided = decidedTwice(decide, snapshot, plan.load);
        if (decided.isOk()) checkCommit(plan, snapshot, decided.value);
        if (tally) note(tally, plan, decided);
        return decided;
      });
    },
    (app) => (load, decide) => app.read(load, (seen) => decidedTwice(decide, deepFrozen(seen), load)),
  );
}

function decidedTwice<S, V, E>(decide: (seen: S) => Result<V, E>, seen: S, load: Loads): Result<V, E> {
  const decided = decide(seen);
  if (!isDeepStrictEqual(decide(seen), decided)) {
    throw new Error(`a decision is not pure: it decided twice, differently, on ${describe(load)}`);
  }
  return decided;
}

function note(tally: TransactTally, plan: Plan<Loads>, decided: Result<Commit<unknown>, unknown>): void {
  tally.transacts += 1;
  tally.anchorsMost = Math.max(tally.anchorsMost, plan.anchors.write.length + plan.anchors.read.length);
  if (decided.isOk()) tally.changesMost = Math.max(tally.changesMost, decided.value.changes.length);
}

function checkPlan({ anchors, load }: Plan<Loads>): void {
  const named = anchors.write.length + anchors.read.length;
  if (named > anchorsPerPlanMax) throw new Error(`a plan names ${named} anchors`);
  for (const each of Object.values(load)) {
    require(anchors, { read: loadOwners(each) }, 'loads', each);
  }
}

function checkCommit(plan: Plan<Loads>, seen: Snapshot<Loads>, { changes }: Commit<unknown>): void {
  if (changes.length > changesPerCommitMax) throw new Error(`a commit holds ${changes.length} changes`);
  for (const change of changes) {
    if (!isFrozenWithin(change))
      throw new Error(`a commit brings in what may still change: ${describe(change)}`);
    const owners = changeOwners(change, seenBy(plan, seen));
    require(plan.anchors, owners, 'makes the change', change);
  }
}

function require(
  anchors: Plan<Loads>['anchors'],
  { write = [], read = [] }: Owners,
  does: string,
  what: Load | Change,
): void {
  const written = new Set(anchors.write.map(anchorKey));
  const held = new Set([...written, ...anchors.read.map(anchorKey)]);
  const missing = [
    ...write.map(anchorKey).filter((key) => !written.has(key)),
    ...read.map(anchorKey).filter((key) => !held.has(key)),
  ];
  if (missing.length === 0) return;
  throw new Error(`a transact ${does} ${describe(what)} without the anchors ${missing.join(', ')}`);
}

/** The owners of what a load shows, as src/store/loads.ts says. */
function loadOwners(load: Load): readonly Anchor[] {
  switch (load.type) {
    case 'user':
    case 'ownedGroup':
    case 'activeAuthTokens':
    case 'authToken':
    case 'friendCount':
    case 'membershipCount':
    case 'bot':
      return [userAnchor(load.uid)];
    case 'tombstone':
    case 'remnants':
      return [buriedAnchor(load.of)];
    case 'friendship':
      return load.uids.map(userAnchor);
    case 'block':
      return [userAnchor(load.blocker), userAnchor(load.blocked)];
    case 'role':
    case 'roleInUse':
      return [roleAnchor(load.role)];
    case 'roleCount':
    case 'botCount':
    case 'apiKeys':
      return [appAnchor];
    case 'group':
    case 'membersCount':
      return [groupAnchor(load.guid)];
    case 'membership':
    case 'ban':
      return memberOwners(load);
  }
}

/** The owners of what a change touches. */
function changeOwners(change: Change, seen: Seen): Owners {
  switch (change.type) {
    case 'addUser':
    case 'replaceUser': {
      const { uid, role } = change.user;
      // That somebody holds a role is owned by the role; `default` is always there.
      const isNewRole = role !== 'default' && seen.user(uid)?.role !== role;
      return { write: [userAnchor(uid)], read: isNewRole ? [roleAnchor(role)] : [] };
    }
    case 'bury':
      return { write: [buriedAnchor(change.tombstone.of)] };
    case 'unbury':
      return { write: [buriedAnchor(change.of)] };
    case 'addAuthToken':
    case 'replaceAuthToken':
      return { write: [userAnchor(change.token.uid)] };
    case 'archiveAuthToken':
    case 'removeAuthToken':
    case 'removeActiveAuthTokens':
      return { write: [userAnchor(change.uid)] };
    case 'addFriendship':
    case 'removeFriendship':
      return { write: [userAnchor(change.friendship.lower), userAnchor(change.friendship.higher)] };
    case 'addBlock':
      return { write: [userAnchor(change.block.blocker)], read: [userAnchor(change.block.blocked)] };
    case 'removeBlock':
      return { write: [userAnchor(change.blocker)], read: [userAnchor(change.blocked)] };
    case 'addRole':
      return { write: countedRole(change.role.role) };
    case 'replaceRole':
      return { write: [roleAnchor(change.role.role)] };
    case 'removeRole':
      return { write: countedRole(change.role) };
    case 'addGroup':
    case 'replaceGroup': {
      const { guid, owner } = change.group;
      // That somebody owns a group is gained only under that user.
      const isNewOwner = owner !== undefined && seen.group(guid)?.owner !== owner;
      return { write: [groupAnchor(guid), ...(isNewOwner ? [userAnchor(owner)] : [])] };
    }
    case 'addMembership':
    case 'replaceMembership':
      return { write: memberOwners(change.membership) };
    case 'addBan':
      return { write: memberOwners(change.ban) };
    case 'removeMembership':
    case 'removeBan':
      return { write: memberOwners(change) };
    case 'addBot':
      return { write: [appAnchor, userAnchor(change.bot.uid)] };
    case 'replaceBot':
      return { write: [userAnchor(change.bot.uid)] };
    case 'removeBot':
      return { write: [appAnchor, userAnchor(change.uid)] };
    case 'addApiKey':
    case 'replaceApiKey':
    case 'removeApiKey':
      return { write: [appAnchor] };
  }
}

/** `default` is not counted, so the app has no say in it. */
function countedRole(role: RoleId): readonly Anchor[] {
  return role === 'default' ? [roleAnchor(role)] : [roleAnchor(role), appAnchor];
}

function memberOwners({ uid, guid }: { readonly uid: Uid; readonly guid: Guid }): readonly Anchor[] {
  return [userAnchor(uid), groupAnchor(guid)];
}

function buriedAnchor(of: TombstoneName): Anchor {
  return of.type === 'user' ? userAnchor(of.uid) : groupAnchor(of.guid);
}

/** What a decision saw of the users and groups that it may replace. */
interface Seen {
  user(uid: Uid): User | undefined;
  group(guid: Guid): GroupRecord | undefined;
}

function seenBy({ load }: Plan<Loads>, seen: Snapshot<Loads>): Seen {
  const names = Object.keys(load);
  const shown = (wanted: (load: Load) => boolean): unknown => {
    const name = names.find((candidate) => wanted(load[candidate] as Load));
    return name === undefined ? undefined : seen[name];
  };
  return {
    user: (uid) => shown((each) => each.type === 'user' && each.uid === uid) as User | undefined,
    group: (guid) => shown((each) => each.type === 'group' && each.guid === guid) as GroupRecord | undefined,
  };
}

/** Whether all records that a change brings in are frozen, with all that is in them. */
function isFrozenWithin(change: Change): boolean {
  const isFrozen = (value: unknown): boolean =>
    typeof value !== 'object' ||
    value === null ||
    (Object.isFrozen(value) && Object.values(value).every((item) => isFrozen(item)));
  // What is removed is only named.
  return change.type === 'unbury' || Object.values(change).every((item) => isFrozen(item));
}

/** The value itself, frozen all the way down. */
function deepFrozen<T>(value: T): T {
  if (typeof value !== 'object' || value === null) return value;
  for (const item of Object.values(value)) deepFrozen(item);
  return Object.freeze(value);
}

function describe(value: unknown): string {
  return JSON.stringify(value);
}

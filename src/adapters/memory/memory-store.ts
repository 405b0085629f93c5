/**
 * The memory store: the reference that every other store is held against.
 *
 * Loading, deciding and applying happen in one synchronous turn, so transacts run one after the other and anchors have
 * nothing to do. What is handed out is frozen or made for the occasion; nothing of it leads back into the store.
 *
 * @module
 */

import type { ApiKeyRepository } from '../../api-key/api-key-repository.ts';
import type { AuthTokenRepository } from '../../auth-token/auth-token-repository.ts';
import type { BlockRepository } from '../../block/block-repository.ts';
import type { BotRepository } from '../../bot-quota/bot-quota-repository.ts';
import type { DeletionRepository } from '../../deletion/deletion-repository.ts';
import type { FriendshipRepository } from '../../friendship/friendship-repository.ts';
import type { GroupRepository } from '../../group/group-repository.ts';
import type { GroupMembershipRepository } from '../../group-membership/group-membership-repository.ts';
import type { RoleRepository } from '../../role/role-repository.ts';
import type { AppId } from '../../shared/ids.ts';
import { errAsync, okAsync, type Result, ResultAsync } from '../../shared/result.ts';
import { anchorsPerPlanMax } from '../../store/anchors.ts';
import { refuseMoreThan } from '../../store/bounds.ts';
import { changesPerCommitMax } from '../../store/changes.ts';
import type { Load, Loads, Snapshot } from '../../store/loads.ts';
import type { RowRepository } from '../../store/row-repository.ts';
import type { AppStore, Decide, Plan, Store } from '../../store/store.ts';
import { contention, type StoreError, unavailable } from '../../store/store-error.ts';
import type { UserRepository } from '../../user/user-repository.ts';
import { AppData } from './app-data.ts';
import { lists } from './lists.ts';

/** What one or more handles work on: opaque, made by {@link memoryData}. */
export interface MemoryData {
  readonly type: 'memoryData';
}

type Apps = Map<AppId, AppData>;

/** The apps that have something in them, by data set. */
const contents: WeakMap<MemoryData, Apps> = new WeakMap();

/** An empty data set, to open several handles on. */
export function memoryData(): MemoryData {
  const data: MemoryData = Object.freeze({ type: 'memoryData' });
  contents.set(data, new Map());
  return data;
}

/** How a memory store is opened. */
export interface MemoryStoreOptions {
  /** The data set to work on. A new one when absent. */
  readonly data?: MemoryData | undefined;
}

/** Opens a store in memory. It is gone with the process. */
export function memoryStore({ data = memoryData() }: MemoryStoreOptions = {}): Store {
  const apps = contents.get(data);
  if (!apps) throw new TypeError('Cannot open the store: data must come from memoryData()');
  const handle = { isClosed: false };
  return {
    forApp: (appId) => new MemoryAppStore(apps, appId, handle),
    close: async () => {
      handle.isClosed = true;
    },
  };
}

class MemoryAppStore implements AppStore {
  readonly #apps: Apps;
  readonly #appId: AppId;
  readonly #handle: { readonly isClosed: boolean };
  /** The app once it has something in it, or what stands in for it until then. */
  #found: AppData | undefined = undefined;
  #nothing: AppData | undefined = undefined;

  constructor(apps: Apps, appId: AppId, handle: { readonly isClosed: boolean }) {
    this.#apps = apps;
    this.#appId = appId;
    this.#handle = handle;
  }

  transact<const L extends Loads, V, E>(
    plan: Plan<L>,
    decide: Decide<L, V, E>,
  ): ResultAsync<V, E | StoreError> {
    if (this.#handle.isClosed) return errAsync(unavailable);
    try {
      const { anchors, load } = plan;
      refuseMoreThan(anchorsPerPlanMax, anchors.write.length + anchors.read.length, 'anchors in a plan');
      const app = this.#app();
      const decided = decide(snapshotOf(app, load));
      if (decided.isErr()) return errAsync(decided.error);
      const { changes, value } = decided.value;
      refuseMoreThan(changesPerCommitMax, changes.length, 'changes in a commit');
      // Nothing may throw once the first change is applied.
      if (app.hasDigestOfAnother(changes)) return errAsync(contention);
      if (app === this.#nothing && changes.length > 0) this.#keep(app);
      for (const change of changes) app.apply(change);
      return okAsync(value);
    } catch (bug) {
      return new ResultAsync(Promise.reject(bug));
    }
  }

  read<const L extends Loads, V, E>(
    load: L,
    decide: (seen: Snapshot<L>) => Result<V, E>,
  ): ResultAsync<V, E | StoreError> {
    if (this.#handle.isClosed) return errAsync(unavailable);
    try {
      const decided = decide(snapshotOf(this.#app(), load));
      return decided.isErr() ? errAsync(decided.error) : okAsync(decided.value);
    } catch (bug) {
      return new ResultAsync(Promise.reject(bug));
    }
  }

  readonly users: UserRepository = {
    list: (query) => this.#look((app) => lists.users.list(app, query)),
  };

  readonly authTokens: AuthTokenRepository = {
    findByDigest: (digest) => this.#look((app) => lists.authTokens.findByDigest(app, digest)),
    list: (query) => this.#look((app) => lists.authTokens.list(app, query)),
    archivedBefore: (before, limit) =>
      this.#look((app) => lists.authTokens.archivedBefore(app, before, limit)),
  };

  readonly friendships: FriendshipRepository = {
    list: (query) => this.#look((app) => lists.friendships.list(app, query)),
  };

  readonly blocks: BlockRepository = { list: (query) => this.#look((app) => lists.blocks.list(app, query)) };

  readonly roles: RoleRepository = { all: () => this.#look(lists.roles.all) };

  readonly groups: GroupRepository = { list: (query) => this.#look((app) => lists.groups.list(app, query)) };

  readonly groupMemberships: GroupMembershipRepository = {
    listMembers: (query) => this.#look((app) => lists.groupMemberships.listMembers(app, query)),
    listGroups: (query) => this.#look((app) => lists.groupMemberships.listGroups(app, query)),
    listBanned: (query) => this.#look((app) => lists.groupMemberships.listBanned(app, query)),
    listBans: (query) => this.#look((app) => lists.groupMemberships.listBans(app, query)),
  };

  readonly bots: BotRepository = { all: () => this.#look(lists.bots.all) };

  readonly apiKeys: ApiKeyRepository = {
    findByDigest: (digest) => this.#look((app) => lists.apiKeys.findByDigest(app, digest)),
  };

  readonly deletions: DeletionRepository = {
    pending: (limit) => this.#look((app) => lists.deletions.pending(app, limit)),
  };

  readonly rows: RowRepository = { list: (query) => this.#look((app) => lists.rows.list(app, query)) };

  #app(): AppData {
    this.#found ??= this.#apps.get(this.#appId);
    if (this.#found) return this.#found;
    this.#nothing ??= new AppData();
    return this.#nothing;
  }

  #keep(app: AppData): void {
    this.#apps.set(this.#appId, app);
    this.#nothing = undefined;
  }

  #look<T>(read: (app: AppData) => T): ResultAsync<T, StoreError> {
    if (this.#handle.isClosed) return errAsync(unavailable);
    try {
      return okAsync(read(this.#app()));
    } catch (bug) {
      return new ResultAsync(Promise.reject(bug));
    }
  }
}

const isOwn = Object.prototype.hasOwnProperty;

/** What a decision sees of an app's data. */
export function snapshotOf<L extends Loads>(app: AppData, load: L): Snapshot<L> {
  const seen: Record<string, unknown> = {};
  // V8 walks an object it has just made without asking for its keys, and knows that they are its own.
  for (const name in load) if (isOwn.call(load, name)) seen[name] = app.read(load[name] as Load);
  // SAFETY: under each name, the result of the load of that name.
  return seen as Snapshot<L>;
}

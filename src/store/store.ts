/**
 * The port: what Kithkin asks of a store.
 *
 * It takes the decision to the data and asks no questions of it. A store that only answered "how many friends?" would
 * let two callers both hear 999. The contract, S1 to S13, is docs/store-contract.md.
 *
 * @module
 */

import type { ApiKeyRepository } from '../api-key/api-key-repository.ts';
import type { AuthTokenRepository } from '../auth-token/auth-token-repository.ts';
import type { BlockRepository } from '../block/block-repository.ts';
import type { BotRepository } from '../bot-quota/bot-quota-repository.ts';
import type { DeletionRepository } from '../deletion/deletion-repository.ts';
import type { FriendshipRepository } from '../friendship/friendship-repository.ts';
import type { GroupRepository } from '../group/group-repository.ts';
import type { GroupMembershipRepository } from '../group-membership/group-membership-repository.ts';
import type { RoleRepository } from '../role/role-repository.ts';
import type { AppId } from '../shared/ids.ts';
import type { Result, ResultAsync } from '../shared/result.ts';
import type { UserRepository } from '../user/user-repository.ts';
import type { Anchors } from './anchors.ts';
import type { Change } from './changes.ts';
import type { Loads, Snapshot } from './loads.ts';
import type { RowRepository } from './row-repository.ts';
import type { StoreError } from './store-error.ts';

/** What one transact stands on: the owners of what it touches, and what its decision must see. */
export interface Plan<L extends Loads> {
  /** At most 8, read and write together. An anchor may be named twice; write then wins. */
  readonly anchors: Anchors;
  readonly load: L;
}

/** What a decision wants done: the changes, at most 64, and the value to return once they are in. */
export interface Commit<V> {
  readonly changes: readonly Change[];
  readonly value: V;
}

/**
 * A decision: synchronous and pure. It may run several times, or not at all; only what the attempt that committed
 * returned counts. An `err` commits nothing. A throw is a bug: it commits nothing, and reaches the caller as a
 * rejection.
 */
export type Decide<L extends Loads, V, E> = (seen: Snapshot<L>) => Result<Commit<V>, E>;

/** Everything that one app keeps in a store. No handle of one app can name a row of another. */
export interface AppStore {
  /**
   * Loads what the plan names, lets `decide` decide, and commits its changes, as one atomic step among all that share
   * an anchor (S1, S2).
   */
  transact<const L extends Loads, V, E>(
    plan: Plan<L>,
    decide: Decide<L, V, E>,
  ): ResultAsync<V, E | StoreError>;

  /** Loads from one consistent cut of committed state and lets `decide` judge it; nothing is committed (S3, S5). */
  read<const L extends Loads, V, E>(
    load: L,
    decide: (seen: Snapshot<L>) => Result<V, E>,
  ): ResultAsync<V, E | StoreError>;

  readonly users: UserRepository;
  readonly authTokens: AuthTokenRepository;
  readonly friendships: FriendshipRepository;
  readonly blocks: BlockRepository;
  readonly roles: RoleRepository;
  readonly groups: GroupRepository;
  readonly groupMemberships: GroupMembershipRepository;
  readonly bots: BotRepository;
  readonly apiKeys: ApiKeyRepository;
  readonly deletions: DeletionRepository;
  readonly rows: RowRepository;
}

/** A handle on a data set that may hold many apps. Several handles on one data set are one store (S12). */
export interface Store {
  /** What this data set holds of one app; an app exists as soon as something is written under its id. */
  forApp(appId: AppId): AppStore;

  /** Lets go of what the handle holds. Afterwards each operation answers `STORE_UNAVAILABLE`; closing again is fine. */
  close(): Promise<void>;
}

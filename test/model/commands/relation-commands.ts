/**
 * What users do with each other: friendships and blocks.
 *
 * @module
 */
import fc from 'fast-check';
import type { App, ListBlocksOptions, ListFriendsOptions } from 'kithkin';
import { anySearchKey, anyUid, anyUids, goodLimit } from '../../support/arbitraries.ts';
import { Command, type CommandArbitrary, commandOf, outcomeOf, tell, walkOf } from '../command.ts';
import {
  befriend,
  befriendAll,
  block,
  canCommunicate,
  listBlocks,
  listFriends,
  unblock,
  unfriend,
} from '../reference/relations.ts';
import type { Outcome, ReferenceModel } from '../reference-model.ts';

export class Befriend extends Command<[a: string, b: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.friendships.befriend(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return befriend(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} befriends ${tell(this.args[1])}`;
  }
}

export class BefriendAll extends Command<[a: string, uids: readonly string[]]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.friendships.befriendAll(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return befriendAll(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} befriends all of ${tell(this.args[1])}`;
  }
}

export class Unfriend extends Command<[a: string, b: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.friendships.unfriend(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return unfriend(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} unfriends ${tell(this.args[1])}`;
  }
}

export class ListFriends extends Command<[uid: string, options: ListFriendsOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [uid, options, limit] = this.args;
    return walkOf((page) => app.friendships.list(uid, { ...options, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    const [uid, options] = this.args;
    return listFriends(model, uid, { ...options });
  }
  toString(): string {
    return `list the friends of ${tell(this.args[0])} by ${this.args[2]}: ${tell(this.args[1])}`;
  }
}

export class BlockUsers extends Command<[uid: string, uids: readonly string[]]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.blocks.block(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return block(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} blocks ${tell(this.args[1])}`;
  }
}

export class UnblockUsers extends Command<[uid: string, uids: readonly string[]]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.blocks.unblock(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return unblock(model, ...this.args);
  }
  toString(): string {
    return `${tell(this.args[0])} unblocks ${tell(this.args[1])}`;
  }
}

export class CanCommunicate extends Command<[a: string, b: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.blocks.canCommunicate(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return canCommunicate(model, ...this.args);
  }
  toString(): string {
    return `ask whether ${tell(this.args[0])} and ${tell(this.args[1])} can communicate`;
  }
}

export class ListBlocks extends Command<[uid: string, options: ListBlocksOptions, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [uid, options, limit] = this.args;
    return walkOf((page) => app.blocks.list(uid, { ...options, ...page }), limit);
  }
  expect(model: ReferenceModel): Outcome {
    const [uid, options] = this.args;
    return listBlocks(model, uid, { ...options });
  }
  toString(): string {
    return `list the blocks of ${tell(this.args[0])} by ${this.args[2]}: ${tell(this.args[1])}`;
  }
}

// Generators

const friendOptions: fc.Arbitrary<ListFriendsOptions> = fc.record(
  { searchKey: anySearchKey, order: fc.constantFrom('befriended', 'name') },
  { requiredKeys: [] },
);

const blockOptions: fc.Arbitrary<ListBlocksOptions> = fc.record(
  { searchKey: anySearchKey, direction: fc.constantFrom('blockedByMe', 'hasBlockedMe', 'both') },
  { requiredKeys: [] },
);

/** Every command on friendships and blocks. */
export const relationCommands: readonly CommandArbitrary[] = [
  commandOf(Befriend, anyUid, anyUid),
  commandOf(Befriend, anyUid, anyUid),
  commandOf(BefriendAll, anyUid, anyUids),
  commandOf(Unfriend, anyUid, anyUid),
  commandOf(ListFriends, anyUid, friendOptions, goodLimit),
  commandOf(BlockUsers, anyUid, anyUids),
  commandOf(UnblockUsers, anyUid, anyUids),
  commandOf(CanCommunicate, anyUid, anyUid),
  commandOf(ListBlocks, anyUid, blockOptions, goodLimit),
];

/**
 * All examples: of every command what it does, and of every refusal that a caller can provoke.
 *
 * @module
 */

import { apiKeyExamples } from './api-keys.ts';
import { authTokenExamples } from './auth-tokens.ts';
import { blockExamples } from './blocks.ts';
import { botExamples } from './bots.ts';
import { deletionExamples } from './deletions.ts';
import type { Example } from './example.ts';
import { friendshipExamples } from './friendships.ts';
import { groupActionExamples } from './group-actions.ts';
import { groupMembershipExamples } from './group-memberships.ts';
import { groupExamples } from './groups.ts';
import { roleExamples } from './roles.ts';
import { userListExamples } from './user-lists.ts';
import { userLifeExamples } from './user-lives.ts';
import { userExamples } from './users.ts';

export { type Example, exampleLimits, headingOf } from './example.ts';

/** In the order in which a store is best written: what is done to many kinds of rows comes last. */
export const examples: readonly Example[] = [
  ...userExamples,
  ...authTokenExamples,
  ...friendshipExamples,
  ...blockExamples,
  ...roleExamples,
  ...userListExamples,
  ...groupExamples,
  ...groupMembershipExamples,
  ...groupActionExamples,
  ...botExamples,
  ...apiKeyExamples,
  ...userLifeExamples,
  ...deletionExamples,
];

/**
 * Arbitraries: generators of everything that the commands take, for properties of stores and of applications.
 *
 * @module
 */

export { type AnyAppStateOptions, anyAppState, tightLimits } from './any-app-state.ts';
export { type AnyCallOptions, anyCall } from './any-call.ts';
export {
  anyActingKeyOptions,
  anyCreateApiKeyInput,
  anyListApiKeysOptions,
  anyUpdateApiKeyInput,
} from './api-keys.ts';
export type {
  AppState,
  BlockState,
  FriendshipState,
  GroupState,
  MemberState,
  TokenState,
  UserState,
} from './app-state.ts';
export {
  anyAuthTokenNotesInput,
  anyIssueAuthTokenOptions,
  type TimeOptions,
} from './auth-tokens.ts';
export { anyListBotsOptions, anyRegisterBotInput, anyUpdateBotInput } from './bots.ts';
export type { Answer, Call, CommandName, Concept } from './call.ts';
export { anyPageOptions } from './fields.ts';
export {
  anyActingOptions,
  anyAddMembersOptions,
  anyCreateGroupInput,
  anyJoinOptions,
  anyListGroupsOptions,
  anyListMembersOptions,
  anyUpdateGroupInput,
} from './groups.ts';
export { anyGuid, anyRoleId, anyUid, type Names, someNames } from './names.ts';
export {
  type NotPopulated,
  type OpenedState,
  type OpenStateOptions,
  openState,
  populate,
} from './populate.ts';
export { anyListBlocksOptions, anyListFriendsOptions } from './relations.ts';
export { anyCreateRoleInput, anyUpdateRoleInput } from './roles.ts';
export { type SecretReference, Shown, type ShownSecret } from './shown.ts';
export {
  anyCreateUserInput,
  anyListUsersOptions,
  anyUpdateSelfInput,
  anyUpdateUserInput,
  anyUpsertUserInput,
} from './users.ts';
export { anyId, anyJsonObject, anyName, anyStoredText, anyTags } from './values.ts';

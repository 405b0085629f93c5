/**
 * Kithkin: the users-and-relationships core of a chat application.
 *
 * {@link openApp} is where to begin. Everything else here is a type that it leads to, a decision it stands on, or what
 * authors of stores need.
 *
 * @packageDocumentation
 */

export * from './api-key/api-key.ts';
export type {
  ActingKeyOptions,
  ApiKeys,
  AuthorizeError,
  CreateApiKeyError,
  CreateApiKeyInput,
  CreatedApiKey,
  DeleteApiKeyError,
  GetApiKeyError,
  ListApiKeysError,
  ListApiKeysOptions,
  UpdateApiKeyError,
  UpdateApiKeyInput,
} from './api-key/api-key-commands.ts';
export type * from './api-key/api-key-repository.ts';
export { type App, type OpenAppOptions, openApp } from './app.ts';
export * from './auth-token/auth-token.ts';
export type {
  AuthenticateError,
  AuthTokenNotesInput,
  AuthTokens,
  AuthTokensOfUserError,
  IssueAuthTokenError,
  IssueAuthTokenOptions,
  IssuedAuthToken,
  NamedAuthTokenError,
  PurgeArchiveError,
  PurgedArchive,
} from './auth-token/auth-token-commands.ts';
export type * from './auth-token/auth-token-repository.ts';
export * from './block/block.ts';
export type {
  BlockedUser,
  Blocks,
  BlocksOfUserError,
  CanCommunicateError,
  ListBlocksOptions,
} from './block/block-commands.ts';
export type * from './block/block-repository.ts';
export * from './bot-quota/bot-quota.ts';
export type {
  Bots,
  ListBotsError,
  ListBotsOptions,
  NamedBotError,
  RegisterBotError,
  RegisterBotInput,
  UpdateBotInput,
} from './bot-quota/bot-quota-commands.ts';
export type * from './bot-quota/bot-quota-repository.ts';
export * from './deletion/deletion.ts';
export type { ResumedDeletions } from './deletion/deletion-commands.ts';
export type * from './deletion/deletion-repository.ts';
export * from './friendship/friendship.ts';
export type {
  BefriendAllError,
  BefriendError,
  Friendships,
  ListFriendsError,
  ListFriendsOptions,
  UnfriendError,
} from './friendship/friendship-commands.ts';
export type * from './friendship/friendship-repository.ts';
export type { ActingOptions } from './group/acting.ts';
export * from './group/group.ts';
export type {
  CreateGroupError,
  CreateGroupInput,
  DeletedGroup,
  DeleteGroupError,
  GetGroupError,
  Groups,
  ListGroupsError,
  ListGroupsOptions,
  TransferOwnershipError,
  UpdateGroupError,
  UpdateGroupInput,
  ViewGroupError,
} from './group/group-commands.ts';
export { groupPasswordLengthMax } from './group/group-password.ts';
export type * from './group/group-repository.ts';
export * from './group-membership/clearance.ts';
export * from './group-membership/group-membership.ts';
export type {
  AddMembersError,
  AddMembersOptions,
  BanError,
  BannedUser,
  ChangeScopeError,
  GroupMemberships,
  GroupRosterError,
  JoinError,
  JoinedGroup,
  JoinOptions,
  KickError,
  LeaveError,
  ListJoinedGroupsError,
  ListMembersOptions,
  Member,
  UnbanError,
} from './group-membership/group-membership-commands.ts';
export type * from './group-membership/group-membership-repository.ts';
export { defaultLimits, type Limits } from './limits.ts';
export * from './role/role.ts';
export type {
  CreateRoleError,
  CreateRoleInput,
  DeleteRoleError,
  ListRolesError,
  NamedRoleError,
  Roles,
  UpdateRoleInput,
} from './role/role-commands.ts';
export type * from './role/role-repository.ts';
export type { ItemOutcome } from './shared/bulk.ts';
export {
  descriptionLengthMax,
  nameLengthMax,
  tagLengthMax,
  tagsMax,
  uidsPerCallMax,
  urlLengthMax,
} from './shared/fields.ts';
export { type AppId, type Guid, idLengthMax, type RoleId, systemUid, type Uid } from './shared/ids.ts';
export type { BadRequest } from './shared/input.ts';
export { type JsonObject, type JsonValue, jsonBytesMax, jsonDepthMax } from './shared/json.ts';
export {
  type Found,
  type Page,
  type PageOptions,
  type PageQuery,
  type Position,
  pageLimitDefault,
  pageLimitMax,
} from './shared/page.ts';
export {
  type PasswordHash,
  type PasswordHasher,
  passwordHashLengthMax,
  pbkdf2IterationsMax,
  pbkdf2Passwords,
} from './shared/password.ts';
export { err, errAsync, ok, okAsync, Result, ResultAsync } from './shared/result.ts';
export type { Random } from './shared/secret.ts';
export { nameKeyOf } from './shared/text.ts';
export type { Clock, UnixSeconds } from './shared/time.ts';
export * from './store/anchors.ts';
export * from './store/changes.ts';
export type * from './store/loads.ts';
export type * from './store/row-repository.ts';
export type { Stale } from './store/stale.ts';
export type * from './store/store.ts';
export type {
  NotCommitted,
  StoreContention,
  StoreError,
  StoreUnavailable,
  StoreUnknownOutcome,
} from './store/store-error.ts';
export {
  type AppExport,
  type ExportAppError,
  type ExportAppOptions,
  exportApp,
  type TransferProgress,
} from './transfer/export-commands.ts';
export {
  type ExportUserError,
  type ExportUserOptions,
  exportUser,
  type UserExport,
  type UserRowCounts,
  type UserRowType,
} from './transfer/export-user-commands.ts';
export { type ExportedType, exportVersion, type RowCounts } from './transfer/format.ts';
export type {
  ImportAppNotEmpty,
  ImportNotResumable,
  ImportRefusal,
  ImportRowRefused,
  ImportTextFailed,
} from './transfer/import.ts';
export {
  type ImportAppError,
  type ImportAppOptions,
  type ImportedApp,
  importApp,
  type LeftOut,
} from './transfer/import-commands.ts';
export type { ImportBadLine, ImportCutOff, ImportVersion } from './transfer/line-reader.ts';
export type { TransferText } from './transfer/line-reads.ts';
export type {
  AlreadyBlocked,
  AuthTokenAlreadyExists,
  AuthTokensLimitExceeded,
  OwnerNotAdmin,
  RowRefusal,
} from './transfer/row-rules.ts';
export type { ExportAbandoned } from './transfer/text-commands.ts';
export * from './user/user.ts';
export type {
  BulkUsersError,
  CreatedUser,
  CreateUserError,
  DeactivatedUsers,
  DeleteUserError,
  ListUsersError,
  NamedUserError,
  ReactivatedUsers,
  UpdateUserError,
  UpsertedUser,
  Users,
} from './user/user-commands.ts';
export type * from './user/user-input.ts';
export type * from './user/user-repository.ts';

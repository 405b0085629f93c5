/**
 * Endpoints: groups.
 *
 * @module
 */

import { unsettableGroupFields } from '../../group/group.ts';
import type { CreateGroupInput, UpdateGroupInput } from '../../group/group-commands.ts';
import { readUid } from '../../shared/fields.ts';
import { inputOf, optional } from '../../shared/input.ts';
import { err, ok } from '../../shared/result.ts';
import { actedBy, actingRefusals } from '../acting.ts';
import {
  type Answered,
  type Answering,
  type Endpoint,
  endpoint,
  type PlainCall,
  type UserCall,
  unread,
} from '../endpoint.ts';
import { afterFirstStep } from '../error-answers.ts';
import { parsedMetadata } from '../request-body.ts';
import { bodies, component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { groupView } from '../views.ts';
import { answerGroups, groupListParameters } from './group-list.ts';
import { addMembers, firstRosterOutcomes, firstRosterSchema, readFirstBuckets } from './roster.ts';
import { seenGroup } from './seen-group.ts';

const { id, name } = fieldSchemas;
const tag = 'Groups';
const names = { as: 'onBehalfOf', limit: 'perPage', order: 'sortBy' };

const unset = listSchema({ type: 'string', enum: unsettableGroupFields });

const readOwner = inputOf({ owner: optional(readUid) });

/**
 * Creates a group, which belongs to whoever acts, then adds the members that came with it; one who cannot be added does
 * not undo the group.
 */
async function answerCreate(call: PlainCall, as: string | undefined): Promise<Answered> {
  const { app, body } = call;
  const buckets = readFirstBuckets(body.members ?? {}, 'members');
  if (buckets.isErr()) return err(buckets.error);
  const owner = as ?? body.owner;
  const created = await app.groups.create(unread<CreateGroupInput>({ ...parsedMetadata(body), owner }));
  if (created.isErr()) return err(created.error);
  const { guid } = created.value;
  const hasMembers = buckets.value.length > 0;
  const members = hasMembers ? await addMembers(call, guid, buckets.value, undefined) : ok({});
  if (members.isErr()) return err(afterFirstStep(members.error));
  if (as === undefined && !hasMembers) return ok({ data: groupView(created.value) });

  const now = await seenGroup(app, guid, as);
  if (now.isErr()) return err(afterFirstStep(now.error));
  return ok({ data: { ...groupView(now.value), ...(hasMembers && { members: members.value }) } });
}

/** To hash a password is as slow as to compare one: users who set one wait their turn, as those do who try one. */
function inTurn(
  { app, body, user, passwordTries }: UserCall<Record<never, never>>,
  guid: unknown,
  answer: () => Promise<Answered>,
): Promise<Answered> {
  if (!body.password) return answer();
  return passwordTries.run(
    { appId: app.appId, uid: user.uid, guid: typeof guid === 'string' ? guid : '' },
    answer,
  );
}

/** Changes a group. Administration may name another owner; that it can be one is known before anything changes. */
async function answerUpdate(call: PlainCall, as: string | undefined): Promise<Answered> {
  const { app, path, body } = call;
  const { owner, ...changes } = body;
  const read = readOwner(as === undefined ? { owner } : {});
  if (read.isErr()) return err(read.error);
  const { owner: newOwner } = read.value;
  if (newOwner !== undefined) {
    const seen = await app.groups.view(path('guid'), { as: newOwner });
    if (seen.isErr()) return err(seen.error);
    const { guid, hasJoined } = seen.value;
    if (!hasJoined) return err({ code: 'ERR_NOT_A_MEMBER', uid: newOwner, guid });
  }
  const input = unread<UpdateGroupInput>(parsedMetadata(changes));
  const updated = await actedBy(as, app.groups.update(path('guid'), input, { as }));
  if (updated.isErr()) return err(updated.error);
  if (newOwner === undefined) {
    const now = as === undefined ? updated : await seenGroup(app, path('guid'), as);
    return now.isErr() ? err(afterFirstStep(now.error)) : ok({ data: groupView(now.value) });
  }

  const transferred = await app.groups.transferOwnership(path('guid'), newOwner);
  if (transferred.isOk()) return ok({ data: groupView(transferred.value) });
  const { error } = transferred;
  return error.code === 'ERR_GROUP_OWNER'
    ? ok({ data: groupView(updated.value) })
    : err(afterFirstStep(error));
}

function answerDelete({ app, path }: PlainCall, as: string | undefined): Answering {
  return actedBy(as, app.groups.delete(path('guid'), { as })).andThen(({ guid }) =>
    ok({ data: { success: true, message: `Group with guid ${guid} has been deleted successfully.` } }),
  );
}

/** The endpoints of groups. */
export const groupEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/groups',
    tag,
    summary: 'List groups, newest first',
    parameters: groupListParameters,
    data: listSchema(component('Group')),
    paged: true,
    key: { operation: 'groups.list', onBehalfOf: true, answer: (call) => answerGroups(call, call.as) },
    user: { answer: (call) => answerGroups(call, call.user.uid) },
    refusals: ['ERR_UID_NOT_FOUND'],
    names: { ...names, uid: 'onBehalfOf' },
  }),
  endpoint({
    method: 'POST',
    path: '/groups',
    tag,
    summary: 'Create a group, and perhaps add its first members',
    isCore: true,
    body: objectSchema({
      'guid!': id,
      ...bodies.group,
      'name!': name,
      owner: { ...id, description: 'Who owns it where no user acts; nobody when absent' },
      members: firstRosterSchema,
    }),
    data: { allOf: [component('Group'), objectSchema({ members: firstRosterOutcomes })] },
    key: {
      operation: 'groups.create',
      onBehalfOf: true,
      answer: (call) => answerCreate(call, call.as),
    },
    user: { answer: (call) => inTurn(call, call.body.guid, () => answerCreate(call, call.user.uid)) },
    refusals: [
      'ERR_EMPTY_GROUP_PASS',
      'ERR_GUID_ALREADY_EXISTS',
      'ERR_UID_NOT_FOUND',
      'ERR_GROUPS_LIMIT_EXCEEDED',
    ],
  }),
  endpoint({
    method: 'GET',
    path: '/groups/:guid',
    tag,
    summary: 'Get a group',
    data: component('Group'),
    key: {
      operation: 'groups.get',
      onBehalfOf: true,
      answer: ({ app, path, as }) =>
        seenGroup(app, path('guid'), as).andThen((group) => ok({ data: groupView(group) })),
    },
    user: {
      answer: ({ app, path, user }) =>
        seenGroup(app, path('guid'), user.uid).andThen((group) => ok({ data: groupView(group) })),
    },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GUID_NOT_FOUND'],
    names,
  }),
  endpoint({
    method: 'PUT',
    path: '/groups/:guid',
    tag,
    summary: 'Update a group',
    body: objectSchema({
      ...bodies.group,
      unset,
      owner: { ...id, description: 'A member who is to own it; ignored where a user acts' },
    }),
    data: component('Group'),
    key: { operation: 'groups.update', onBehalfOf: true, answer: (call) => answerUpdate(call, call.as) },
    user: { answer: (call) => inTurn(call, call.path('guid'), () => answerUpdate(call, call.user.uid)) },
    refusals: [...actingRefusals, 'ERR_EMPTY_GROUP_PASS'],
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/groups/:guid',
    tag,
    summary: 'Delete a group for good',
    isCore: true,
    data: component('Done'),
    key: { operation: 'groups.delete', onBehalfOf: true, answer: (call) => answerDelete(call, call.as) },
    user: { answer: (call) => answerDelete(call, call.user.uid) },
    refusals: actingRefusals,
    failure: 'ERR_GROUP_DELETE_FAILED',
    names,
  }),
];

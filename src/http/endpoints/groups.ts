/**
 * Endpoints: groups.
 *
 * @module
 */

import type { CreateGroupInput, UpdateGroupInput } from '../../group/group-commands.ts';
import { err, ok } from '../../shared/result.ts';
import { actedBy, actingRefusals } from '../acting.ts';
import { type Answered, type Answering, type Call, type Endpoint, endpoint, unread } from '../endpoint.ts';
import { parsedMetadata } from '../request-body.ts';
import { bodies, component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { groupView } from '../views.ts';
import { answerGroups, groupListParameters } from './group-list.ts';
import { addMembers, readBuckets, rosterOutcomes, rosterSchema } from './roster.ts';

const { id, name } = fieldSchemas;
const tag = 'Groups';
const names = { as: 'onBehalfOf', uid: 'owner', limit: 'perPage', order: 'sortBy' };

const unset = listSchema({ type: 'string', enum: ['icon', 'description', 'metadata', 'tags'] });

type PlainCall = Call<Record<never, never>>;

/** Creates a group, then adds the members that came with it; one who cannot be added does not undo the group. */
async function answerCreate({ app, body }: PlainCall, owner: unknown): Promise<Answered> {
  const buckets = readBuckets(body.members ?? {}, 'members');
  if (buckets.isErr()) return err(buckets.error);
  const created = await app.groups.create(unread<CreateGroupInput>({ ...parsedMetadata(body), owner }));
  if (created.isErr()) return err(created.error);
  const group = created.value;
  if (buckets.value.length === 0) return ok({ data: groupView(group) });

  const members = await addMembers(app, group.guid, buckets.value, undefined);
  if (members.isErr()) return err(members.error);
  const now = await app.groups.get(group.guid);
  if (now.isErr()) return err(now.error);
  return ok({ data: { ...groupView(now.value), members: members.value } });
}

/** Changes a group. Administration may name another owner, which is a step of its own, taken first. */
async function answerUpdate(call: PlainCall, as: string | undefined): Promise<Answered> {
  const { app, path, body } = call;
  const guid = path('guid');
  const { owner, ...changes } = body;
  if (owner !== undefined && as === undefined) {
    const transferred = await app.groups.transferOwnership(guid, unread(owner));
    if (transferred.isErr() && transferred.error.code !== 'ERR_GROUP_OWNER') return err(transferred.error);
  }
  const input = unread<UpdateGroupInput>(parsedMetadata(changes));
  return actedBy(as, app.groups.update(guid, input, { as })).andThen((group) =>
    ok({ data: groupView(group) }),
  );
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
      members: rosterSchema,
    }),
    data: { allOf: [component('Group'), objectSchema({ members: rosterOutcomes })] },
    key: {
      operation: 'groups.create',
      onBehalfOf: true,
      answer: (call) => answerCreate(call, call.as ?? call.body.owner),
    },
    user: { answer: (call) => answerCreate(call, call.user.uid) },
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
      answer: ({ app, path, as }) => {
        const guid = path('guid');
        if (as === undefined) return app.groups.get(guid).andThen((group) => ok({ data: groupView(group) }));
        return app.groups.view(guid, { as }).andThen((group) => ok({ data: groupView(group) }));
      },
    },
    user: {
      answer: ({ app, path, user }) =>
        app.groups.view(path('guid'), { as: user.uid }).andThen((group) => ok({ data: groupView(group) })),
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
    user: { answer: (call) => answerUpdate(call, call.user.uid) },
    refusals: [...actingRefusals, 'ERR_EMPTY_GROUP_PASS'],
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/groups/:guid',
    tag,
    summary: 'Delete a group for good',
    data: component('Done'),
    key: { operation: 'groups.delete', onBehalfOf: true, answer: (call) => answerDelete(call, call.as) },
    user: { answer: (call) => answerDelete(call, call.user.uid) },
    refusals: actingRefusals,
    failure: 'ERR_GROUP_DELETE_FAILED',
    names,
  }),
];

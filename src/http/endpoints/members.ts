/**
 * Endpoints: members of groups, and who is banned from them.
 *
 * @module
 */

import { clearances, groupScopes } from '../../group-membership/clearance.ts';
import { err, ok } from '../../shared/result.ts';
import { actedBy, actingRefusals } from '../acting.ts';
import {
  type Answered,
  type Answering,
  type Endpoint,
  endpoint,
  type PlainCall,
  type SideCall,
  type UserCall,
  unread,
} from '../endpoint.ts';
import { afterFirstStep } from '../error-answers.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { list, unsupported } from '../parameters.ts';
import { component, fieldSchemas, listSchema, objectSchema, type Schema } from '../schemas.ts';
import { bannedUserView, groupView, membershipView, memberView, userView } from '../views.ts';
import { addMembers, readBuckets, rosterOutcomes, rosterSchema } from './roster.ts';
import { askingMember } from './seen-group.ts';

const { scope } = fieldSchemas;
const tag = 'Members';
const names = { as: 'onBehalfOf', limit: 'perPage' };
const refusals = [...actingRefusals, 'ERR_GROUP_NO_SELF_ACTION', 'ERR_GROUP_OWNER'] as const;

const memberParameters = {
  ...pageParameters,
  scopes: list('Only members of one of these scopes', groupScopes),
  searchKey: unsupported('members are not searched'),
  status: unsupported('members are not listed by status'),
};

/** Lists members to administration, or to one of them: who is not in a group does not learn who is. */
async function answerMembers(
  call: SideCall<typeof memberParameters>,
  as: string | undefined,
): Promise<Answered> {
  const { app, path, query } = call;
  const guid = path('guid');
  const asking = await askingMember(app, guid, as);
  if (asking.isErr()) return err(asking.error);
  // SAFETY: the core reads the words and refuses others.
  const scopes = query.scopes as readonly (typeof groupScopes)[number][] | undefined;
  return answerPage(call, ['members', guid, scopes], {
    fetch: (page) => app.groupMemberships.listMembers(guid, { scopes, ...page }),
    show: memberView,
  });
}

async function answerAdd(call: PlainCall, as: string | undefined): Promise<Answered> {
  const { app, path, body } = call;
  const buckets = readBuckets(body);
  if (buckets.isErr()) return err(buckets.error);
  const group = await app.groups.get(path('guid'));
  if (group.isErr()) return err(group.error);
  const became = await addMembers(call, group.value.guid, buckets.value, as);
  return became.isErr() ? err(became.error) : ok({ data: became.value });
}

/** Joins. The answer is the message that the service writes into the group; its `for` is the group. */
async function answerJoin(call: UserCall<Record<never, never>>): Promise<Answered> {
  const { app, path, body, user, passwordTries } = call;
  const guid = path('guid');
  const join = () => app.groupMemberships.join(user.uid, guid, { password: unread(body.password) });
  const joined = await (body.password
    ? passwordTries.run({ appId: app.appId, uid: user.uid, guid }, join)
    : join());
  if (joined.isErr()) return err(joined.error);
  const group = await app.groups.view(joined.value.guid, { as: user.uid });
  if (group.isErr()) return err(afterFirstStep(group.error));
  const entities = {
    by: { entityType: 'user', entity: userView(user) },
    on: { entityType: 'user', entity: userView(user) },
    for: { entityType: 'group', entity: groupView(group.value) },
  };
  return ok({ data: { type: 'groupMember', category: 'action', data: { action: 'joined', entities } } });
}

function answerScope({ app, path, body }: PlainCall, as: string | undefined): Answering {
  const { scope = 'participant' } = body;
  return actedBy(
    as,
    app.groupMemberships.changeScope(path('uid'), path('guid'), unread(scope), { as }),
  ).andThen((membership) => ok({ data: membershipView(membership) }));
}

function answerKick({ app, path }: PlainCall, as: string | undefined): Answering {
  return actedBy(as, app.groupMemberships.kick(path('uid'), path('guid'), { as })).andThen(({ uid, guid }) =>
    done(`The member with ${uid} has been kicked from the Group with ${guid}.`),
  );
}

function answerBan({ app, path }: PlainCall, as: string | undefined): Answering {
  return actedBy(as, app.groupMemberships.ban(path('uid'), path('guid'), { as })).andThen(({ uid, guid }) =>
    done(`The user with uid ${uid} has been banned from the Group with ${guid}.`),
  );
}

function answerUnban({ app, path }: PlainCall, as: string | undefined): Answering {
  return actedBy(as, app.groupMemberships.unban(path('uid'), path('guid'), { as })).andThen(({ uid, guid }) =>
    done(`The user with uid ${uid} has been unbanned from the Group with ${guid}.`),
  );
}

/** Lists who is banned, to administration or to a member that may lift a ban. */
async function answerBanned(
  call: SideCall<typeof pageParameters>,
  as: string | undefined,
): Promise<Answered> {
  const { app, path } = call;
  const guid = path('guid');
  const asking = await askingMember(app, guid, as);
  if (asking.isErr()) return err(asking.error);
  if (asking.value && !clearances.unbanUser.on[asking.value.scope]) {
    const { uid, guid } = asking.value;
    return err({ code: 'ERR_GROUP_NO_CLEARANCE', uid, guid, action: 'unbanUser' });
  }
  return answerPage(call, ['banned', guid], {
    fetch: (page) => app.groupMemberships.listBanned(guid, page),
    show: bannedUserView,
  });
}

function done(message: string) {
  return ok({ data: { success: true, message } });
}

const party = (kind: 'user' | 'group', entity: Schema) =>
  objectSchema({ 'entityType!': { const: kind }, 'entity!': entity });

const joinedMessage = objectSchema(
  {
    'type!': { const: 'groupMember' },
    'category!': { const: 'action' },
    'data!': objectSchema({
      'action!': { const: 'joined' },
      'entities!': objectSchema({
        'by!': party('user', component('User')),
        'on!': party('user', component('User')),
        'for!': party('group', component('Group')),
      }),
    }),
  },
  'The message that somebody joined',
);

/** The endpoints of members and of banned users. */
export const memberEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/groups/:guid/members',
    tag,
    summary: 'List the members of a group, longest member first, to administration or to one of them',
    parameters: memberParameters,
    data: listSchema(component('Member')),
    paged: true,
    key: {
      operation: 'groupMemberships.listMembers',
      onBehalfOf: true,
      answer: (call) => answerMembers(call, call.as),
    },
    user: { answer: (call) => answerMembers(call, call.user.uid) },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GUID_NOT_FOUND', 'ERR_GROUP_NOT_JOINED'],
    names,
  }),
  endpoint({
    method: 'POST',
    path: '/groups/:guid/members',
    tag,
    summary: 'Add members (with an API key), each with its own outcome; or join (as a user)',
    isCore: true,
    body: {
      anyOf: [
        rosterSchema,
        objectSchema({ password: { type: 'string', description: 'To join a group that has one' } }),
      ],
    },
    data: { anyOf: [rosterOutcomes, joinedMessage] },
    key: {
      operation: 'groupMemberships.add',
      onBehalfOf: true,
      answer: (call) => answerAdd(call, call.as),
    },
    user: { answer: answerJoin },
    refusals: [
      ...actingRefusals,
      'ERR_ALREADY_JOINED',
      'ERR_BANNED_GROUPMEMBER',
      'ERR_GROUP_JOIN_NOT_ALLOWED',
      'ERR_EMPTY_GROUP_PASS',
      'ERR_WRONG_GROUP_PASS',
      'ERR_GROUPS_LIMIT_EXCEEDED',
      'ERR_NO_VACANCY',
    ],
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/groups/:guid/members',
    tag,
    summary: 'Leave a group',
    isCore: true,
    data: component('Done'),
    user: {
      answer: ({ app, path, user }) =>
        actedBy(user.uid, app.groupMemberships.leave(user.uid, path('guid'))).andThen(({ uid, guid }) =>
          done(`The user with uid ${uid} has left the Group with ${guid}.`),
        ),
    },
    refusals: ['ERR_GUID_NOT_FOUND', 'ERR_GROUP_NOT_JOINED', 'ERR_GROUP_OWNER'],
    failure: 'ERR_MEMBER_DELETE_FAILED',
  }),
  endpoint({
    method: 'PUT',
    path: '/groups/:guid/members/:uid',
    tag,
    summary: 'Change the scope of a member',
    body: objectSchema({ scope: { ...scope, default: 'participant' } }),
    data: component('Membership'),
    key: {
      operation: 'groupMemberships.changeScope',
      onBehalfOf: true,
      answer: (call) => answerScope(call, call.as),
    },
    user: { answer: (call) => answerScope(call, call.user.uid) },
    refusals: [...refusals, 'ERR_SAME_SCOPE'],
    failure: 'ERR_MEMBER_SCOPE_CHANGE_FAILED',
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/groups/:guid/members/:uid',
    tag,
    summary: 'Kick a member, who may come back',
    data: component('Done'),
    key: {
      operation: 'groupMemberships.kick',
      onBehalfOf: true,
      answer: (call) => answerKick(call, call.as),
    },
    user: { answer: (call) => answerKick(call, call.user.uid) },
    refusals,
    failure: 'ERR_MEMBER_DELETE_FAILED',
    names,
  }),
  endpoint({
    method: 'GET',
    path: '/groups/:guid/bannedusers',
    tag,
    summary: 'List who is banned from a group, by uid, to administration or to a member that may lift a ban',
    parameters: pageParameters,
    data: listSchema(component('BannedUser')),
    paged: true,
    key: {
      operation: 'groupMemberships.listBanned',
      onBehalfOf: true,
      answer: (call) => answerBanned(call, call.as),
    },
    user: { answer: (call) => answerBanned(call, call.user.uid) },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_GUID_NOT_FOUND', 'ERR_GROUP_NOT_JOINED', 'ERR_GROUP_NO_CLEARANCE'],
    names,
  }),
  endpoint({
    method: 'POST',
    path: '/groups/:guid/bannedusers/:uid',
    tag,
    summary: 'Ban a member, who is kept out until the ban is lifted',
    data: component('Done'),
    key: {
      operation: 'groupMemberships.ban',
      onBehalfOf: true,
      answer: (call) => answerBan(call, call.as),
    },
    user: { answer: (call) => answerBan(call, call.user.uid) },
    refusals: [...refusals, 'ERR_ALREADY_BANNED'],
    failure: 'ERR_MEMBER_BAN_FAILED',
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/groups/:guid/bannedusers/:uid',
    tag,
    summary: 'Lift a ban',
    data: component('Done'),
    key: {
      operation: 'groupMemberships.unban',
      onBehalfOf: true,
      answer: (call) => answerUnban(call, call.as),
    },
    user: { answer: (call) => answerUnban(call, call.user.uid) },
    refusals: [...actingRefusals, 'ERR_NOT_A_BANNED_USER'],
    failure: 'ERR_MEMBER_UNBAN_FAILED',
    names,
  }),
];

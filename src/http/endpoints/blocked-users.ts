/**
 * Endpoints: blocked users, under a user's path for API keys and by themselves for the user who is logged in.
 *
 * @module
 */

import type { App } from '../../app.ts';
import { ok } from '../../shared/result.ts';
import { type Answering, type Call, type Endpoint, endpoint, type SideCall, unread } from '../endpoint.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { outcomesByUid, success } from '../outcomes.ts';
import { text, word } from '../parameters.ts';
import { component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { blockedUserView } from '../views.ts';

const parameters = {
  ...pageParameters,
  direction: word(
    ['both', 'blockedByMe', 'hasBlockedMe'],
    'Whom the user has blocked, who has blocked it, or both; both when absent',
  ),
  searchKey: text('Only others whose uid or name begins with this text, in any case'),
};

type ListCall = SideCall<typeof parameters>;
type ChangeCall = Call<Record<never, never>>;

function answerList(call: ListCall, uid: string): Answering {
  const { app, query } = call;
  const { direction, searchKey } = query;
  return answerPage(call, ['blocks', uid, direction, searchKey], {
    fetch: (page) => app.blocks.list(uid, { direction, searchKey, ...page }),
    show: blockedUserView,
  });
}

/** Blocks or unblocks; a user who blocks twice has blocked. */
function answerChange(call: ChangeCall, uid: string, command: 'block' | 'unblock'): Answering {
  const { app, body } = call;
  const change: App['blocks']['block'] = app.blocks[command];
  const owner = uid.toLowerCase();
  return change(uid, unread(body.blockedUids)).andThen((outcomes) =>
    ok({
      data: outcomesByUid(outcomes, call, (other, { changed }) =>
        success(
          changed
            ? `The user with UID ${owner} has ${command}ed user with UID ${other} successfully.`
            : `The user with UID ${owner} has ${command === 'block' ? 'already' : 'not'} blocked user with UID ${other}.`,
        ),
      ),
    }),
  );
}

const shared = {
  tag: 'Blocked users',
  refusals: ['ERR_UID_NOT_FOUND'],
  names: { uids: 'blockedUids', limit: 'perPage' },
} as const;

const listed = { ...shared, parameters, data: listSchema(component('BlockedUser')), paged: true } as const;

const changed = {
  ...shared,
  body: objectSchema({ 'blockedUids!': fieldSchemas.uids }),
  data: component('Outcomes'),
} as const;

/** The endpoints of blocked users. */
export const blockedUserEndpoints: readonly Endpoint[] = [
  endpoint({
    ...listed,
    method: 'GET',
    path: '/users/:uid/blockedusers',
    summary: 'List whom a user has blocked, and who has blocked it, by uid',
    key: { operation: 'blocks.list', answer: (call) => answerList(call, call.path('uid')) },
  }),
  endpoint({
    ...changed,
    method: 'POST',
    path: '/users/:uid/blockedusers',
    summary: 'Make a user block others; each has its own outcome',
    key: { operation: 'blocks.block', answer: (call) => answerChange(call, call.path('uid'), 'block') },
  }),
  endpoint({
    ...changed,
    method: 'DELETE',
    path: '/users/:uid/blockedusers',
    summary: 'Make a user unblock others; each has its own outcome',
    key: { operation: 'blocks.unblock', answer: (call) => answerChange(call, call.path('uid'), 'unblock') },
  }),
  endpoint({
    ...listed,
    method: 'GET',
    path: '/blockedusers',
    summary: 'List whom I have blocked, and who has blocked me, by uid',
    user: { answer: (call) => answerList(call, call.user.uid) },
  }),
  endpoint({
    ...changed,
    method: 'POST',
    path: '/blockedusers',
    summary: 'Block users; each has its own outcome',
    user: { answer: (call) => answerChange(call, call.user.uid, 'block') },
  }),
  endpoint({
    ...changed,
    method: 'DELETE',
    path: '/blockedusers',
    summary: 'Unblock users; each has its own outcome',
    user: { answer: (call) => answerChange(call, call.user.uid, 'unblock') },
  }),
];

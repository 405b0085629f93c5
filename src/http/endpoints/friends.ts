/**
 * Endpoints: friends.
 *
 * @module
 */

import { outcomesOf } from '../../shared/bulk.ts';
import { readUids } from '../../shared/fields.ts';
import { inputOf } from '../../shared/input.ts';
import { err, ok } from '../../shared/result.ts';
import { type Answered, type Endpoint, endpoint, type KeyCall, unread } from '../endpoint.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { outcomesByUid, success } from '../outcomes.ts';
import { text } from '../parameters.ts';
import { component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { userView } from '../views.ts';

const { uids } = fieldSchemas;

const readFriends = inputOf({ friends: readUids });

/** Ends several friendships, each by itself. */
async function unfriendAll(call: KeyCall<never>): Promise<Answered> {
  const { app, path, body } = call;
  const read = readFriends(body);
  if (read.isErr()) return err(read.error);
  const owner = await app.users.get(path('uid'));
  if (owner.isErr()) return err(owner.error);
  const outcomes = await outcomesOf(read.value.friends, (friend) =>
    app.friendships.unfriend(owner.value.uid, friend),
  );
  if (outcomes.isErr()) return err(outcomes.error);
  const friends = outcomesByUid(outcomes.value, call, () =>
    success('Deleted the friend relation successfully.'),
  );
  const isDone = outcomes.value.every((outcome) => outcome.ok);
  return ok({
    data: {
      success: isDone,
      message: isDone
        ? 'Deleted the friend relations successfully.'
        : 'Some friend relations were not deleted.',
      friends,
    },
  });
}

/** The endpoints of friends. */
export const friendEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/users/:uid/friends',
    tag: 'Friends',
    summary: 'List the friends of a user, oldest friendship first',
    parameters: {
      ...pageParameters,
      searchKey: text('Only friends whose uid or name begins with this text, in any case'),
    },
    data: listSchema(component('User')),
    paged: true,
    key: {
      operation: 'friendships.list',
      answer: (call) => {
        const { app, path, query } = call;
        const { searchKey } = query;
        return answerPage(call, ['friends', path('uid'), searchKey], {
          fetch: (page) => app.friendships.list(path('uid'), { searchKey, ...page }),
          show: (user) => userView(user, { withTags: false }),
        });
      },
    },
    refusals: ['ERR_UID_NOT_FOUND'],
    names: { limit: 'perPage' },
  }),
  endpoint({
    method: 'POST',
    path: '/users/:uid/friends',
    tag: 'Friends',
    summary: 'Make users friends of a user; each has its own outcome',
    body: objectSchema({ 'accepted!': uids }),
    data: objectSchema({ 'accepted!': component('Outcomes') }),
    key: {
      operation: 'friendships.befriendAll',
      answer: (call) =>
        call.app.friendships.befriendAll(call.path('uid'), unread(call.body.accepted)).andThen((outcomes) =>
          ok({
            data: {
              accepted: outcomesByUid(
                outcomes,
                call,
                () => success('Created relationship with status accepted.'),
                'ERR_FAILED_TO_ADD_FRIEND',
              ),
            },
          }),
        ),
    },
    refusals: ['ERR_UID_NOT_FOUND'],
    failure: 'ERR_FAILED_TO_ADD_FRIEND',
    names: { a: 'uid', uids: 'accepted' },
  }),
  endpoint({
    method: 'DELETE',
    path: '/users/:uid/friends',
    tag: 'Friends',
    summary: 'End friendships of a user; each has its own outcome',
    body: objectSchema({ 'friends!': uids }),
    data: { allOf: [component('Done'), objectSchema({ 'friends!': component('Outcomes') })] },
    key: { operation: 'friendships.unfriend', answer: unfriendAll },
    refusals: ['ERR_UID_NOT_FOUND'],
  }),
];

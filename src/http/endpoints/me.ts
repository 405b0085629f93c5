/**
 * Endpoints: the user who is logged in.
 *
 * @module
 */

import { err, ok } from '../../shared/result.ts';
import { readUpdateSelf } from '../../user/user-commands.ts';
import type { UpdateSelfInput } from '../../user/user-input.ts';
import { type Answered, type Endpoint, endpoint, type UserCall, unread } from '../endpoint.ts';
import { afterFirstStep } from '../error-answers.ts';
import { parsedMetadata } from '../request-body.ts';
import { bodies, component, fieldSchemas, objectSchema } from '../schemas.ts';
import { userView } from '../views.ts';

const tag = 'Me';
const { string } = fieldSchemas;

const profileFields = ['name', 'avatar', 'link', 'metadata', 'tags', 'statusMessage', 'unset'];
const noteFields = ['platform', 'userAgent', 'appInfo'];

/** Clients log in and change their profile with the same call; each part is done if it is there, both or none if not valid. */
async function answerMe(call: UserCall<Record<never, never>>): Promise<Answered> {
  const { app, body, user, authToken } = call;
  const has = (field: string) => Object.hasOwn(body, field);
  const changesProfile = profileFields.some(has);
  const takesNotes = noteFields.some(has);
  const profile = parsedMetadata(body);
  const read = changesProfile ? readUpdateSelf({ uid: user.uid }, profile) : ok({});
  if (read.isErr()) return err(read.error);
  if (takesNotes) {
    const noted = await app.authTokens.annotate(user.uid, authToken, unread(body));
    if (noted.isErr()) return err(noted.error);
  }
  if (!changesProfile) return ok({ data: { ...userView(user), authToken } });
  const updated = await app.users.updateSelf(user.uid, unread<UpdateSelfInput>(profile));
  if (updated.isErr()) return err(takesNotes ? afterFirstStep(updated.error) : updated.error);
  return ok({ data: { ...userView(updated.value), authToken } });
}

const me = { allOf: [component('User'), objectSchema({ 'authToken!': string })] };

/** The endpoints of the user who is logged in. */
export const meEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/me',
    tag,
    summary: 'Show me',
    data: me,
    user: { answer: async ({ user, authToken }) => ok({ data: { ...userView(user), authToken } }) },
  }),
  endpoint({
    method: 'PUT',
    path: '/me',
    tag,
    summary: 'Log in with a token, and change my profile; a role is ignored',
    body: objectSchema({
      ...bodies.profile,
      platform: string,
      userAgent: string,
      appInfo: { type: 'object' },
    }),
    data: me,
    user: { answer: answerMe },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_AUTH_TOKEN_NOT_FOUND'],
  }),
  endpoint({
    method: 'DELETE',
    path: '/me',
    tag,
    summary: 'Log out: revokes the token',
    data: component('Done'),
    user: {
      answer: ({ app, user, authToken }) =>
        app.authTokens.revoke(user.uid, authToken).andThen(({ uid }) =>
          ok({
            data: { success: true, message: `The user with UID ${uid} has been logged out successfully.` },
          }),
        ),
    },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_AUTH_TOKEN_NOT_FOUND'],
    failure: 'ERR_AUTH_TOKEN_DELETE_FAILED',
  }),
  endpoint({
    method: 'POST',
    path: '/user_sessions',
    tag,
    summary: 'Take note of a session; it is kept nowhere',
    body: { type: 'object' },
    data: { type: 'object' },
    user: { answer: async () => ok({ data: {} }) },
  }),
];

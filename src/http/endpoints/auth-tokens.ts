/**
 * Endpoints: auth tokens.
 *
 * @module
 */

import { platformLengthMax, userAgentLengthMax } from '../../auth-token/auth-token.ts';
import type { AuthTokenNotesInput } from '../../auth-token/auth-token-commands.ts';
import { ok } from '../../shared/result.ts';
import { type Endpoint, endpoint, unread } from '../endpoint.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { authTokenView } from '../views.ts';

const tag = 'Auth tokens';
const named = ['ERR_UID_NOT_FOUND', 'ERR_AUTH_TOKEN_NOT_FOUND'] as const;
const names = { token: 'authToken', limit: 'perPage' };

/** The endpoints of auth tokens. */
export const authTokenEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'POST',
    path: '/users/:uid/auth_tokens',
    tag,
    summary: 'Issue an auth token; always a new one',
    body: objectSchema({ force: { ...fieldSchemas.boolean, description: 'Makes no difference' } }),
    data: component('AuthToken'),
    key: {
      operation: 'authTokens.issue',
      answer: ({ app, path }) =>
        app.authTokens
          .issue(path('uid'))
          .andThen(({ authToken, createdAt }) =>
            ok({ data: { uid: path('uid').toLowerCase(), authToken, createdAt } }),
          ),
    },
    refusals: ['ERR_UID_NOT_FOUND'],
  }),
  endpoint({
    method: 'GET',
    path: '/users/:uid/auth_tokens',
    tag,
    summary: 'List the active auth tokens of a user, newest first, by their handles',
    parameters: pageParameters,
    data: listSchema(component('AuthToken')),
    paged: true,
    key: {
      operation: 'authTokens.list',
      answer: (call) =>
        answerPage(call, ['authTokens', call.path('uid')], {
          fetch: (page) => call.app.authTokens.list(call.path('uid'), page),
          show: authTokenView,
        }),
    },
    refusals: ['ERR_UID_NOT_FOUND'],
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/users/:uid/auth_tokens',
    tag,
    summary: 'Revoke all active auth tokens of a user',
    data: component('Done'),
    key: {
      operation: 'authTokens.flush',
      answer: ({ app, path }) =>
        app.authTokens.flush(path('uid')).andThen(() => {
          const uid = path('uid').toLowerCase();
          return ok({
            data: { success: true, message: `Cleared Auth Tokens successfully for uid ${uid}.` },
          });
        }),
    },
    refusals: ['ERR_UID_NOT_FOUND'],
    failure: 'ERR_AUTH_TOKENS_DELETE_FAILED',
  }),
  endpoint({
    method: 'GET',
    path: '/users/:uid/auth_tokens/:authToken',
    tag,
    summary: 'Get an auth token, by its plain text or its handle',
    data: component('AuthToken'),
    key: {
      operation: 'authTokens.get',
      answer: ({ app, path }) =>
        app.authTokens
          .get(path('uid'), path('authToken'))
          .andThen((token) => ok({ data: authTokenView(token) })),
    },
    refusals: named,
    names,
  }),
  endpoint({
    method: 'PUT',
    path: '/users/:uid/auth_tokens/:authToken',
    tag,
    summary: 'Note on an auth token where it is used',
    body: objectSchema({
      platform: { type: 'string', minLength: 1, maxLength: platformLengthMax },
      userAgent: { type: 'string', minLength: 1, maxLength: userAgentLengthMax },
      appInfo: { type: 'object' },
    }),
    data: component('AuthToken'),
    key: {
      operation: 'authTokens.annotate',
      answer: ({ app, path, body }) =>
        app.authTokens
          .annotate(path('uid'), path('authToken'), unread<AuthTokenNotesInput>(body))
          .andThen((token) => ok({ data: authTokenView(token) })),
    },
    refusals: named,
    names,
  }),
  endpoint({
    method: 'DELETE',
    path: '/users/:uid/auth_tokens/:authToken',
    tag,
    summary: 'Revoke an auth token, by its plain text or its handle',
    data: component('Done'),
    key: {
      operation: 'authTokens.revoke',
      answer: ({ app, path }) =>
        app.authTokens.revoke(path('uid'), path('authToken')).andThen(({ uid }) =>
          ok({
            data: { success: true, message: `Auth token of uid ${uid} has been deleted successfully.` },
          }),
        ),
    },
    refusals: named,
    failure: 'ERR_AUTH_TOKEN_DELETE_FAILED',
    names,
  }),
];

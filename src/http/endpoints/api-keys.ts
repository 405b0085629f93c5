/**
 * Endpoints: API keys.
 *
 * @module
 */

import { apiKeyScopes } from '../../api-key/api-key.ts';
import type { CreateApiKeyInput, UpdateApiKeyInput } from '../../api-key/api-key-commands.ts';
import { ok } from '../../shared/result.ts';
import { type Endpoint, endpoint, unread } from '../endpoint.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { unsupported, word } from '../parameters.ts';
import { component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { apiKeyView } from '../views.ts';

const { name, keyScope } = fieldSchemas;
const tag = 'API keys';
const path = '/apikeys/:apiKey';
const names = { key: 'apiKey', limit: 'perPage' };

/** The endpoints of API keys. */
export const apiKeyEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/apikeys',
    tag,
    summary: 'List API keys, by name and with their handles',
    parameters: {
      ...pageParameters,
      scope: word(apiKeyScopes, 'Only keys of this scope'),
      searchKey: unsupported('API keys are not searched'),
    },
    data: listSchema(component('ApiKey')),
    paged: true,
    key: {
      operation: 'apiKeys.list',
      answer: (call) => {
        const { scope } = call.query;
        return answerPage(call, ['apiKeys', scope], {
          fetch: (page) => call.app.apiKeys.list({ scope, ...page }),
          show: apiKeyView,
        });
      },
    },
    names,
  }),
  endpoint({
    method: 'POST',
    path: '/apikeys',
    tag,
    summary: 'Create an API key, which is shown this once',
    body: objectSchema({ 'name!': name, scope: keyScope }),
    data: component('ApiKey'),
    key: {
      operation: 'apiKeys.create',
      answer: ({ app, body }) =>
        app.apiKeys
          .create(unread<CreateApiKeyInput>(body))
          .andThen(({ apiKey, ...others }) => ok({ data: { ...apiKeyView(others), apiKey } })),
    },
    refusals: ['ERR_APIKEY_ALREADY_EXISTS', 'ERR_APIKEYS_LIMIT_EXCEEDED'],
  }),
  endpoint({
    method: 'GET',
    path,
    tag,
    summary: 'Get an API key, by its plain text or its handle',
    data: component('ApiKey'),
    key: {
      operation: 'apiKeys.get',
      answer: ({ app, path }) =>
        app.apiKeys.get(path('apiKey')).andThen((key) => ok({ data: apiKeyView(key) })),
    },
    refusals: ['ERR_APIKEY_NOT_FOUND'],
    names,
  }),
  endpoint({
    method: 'PUT',
    path,
    tag,
    summary: 'Rename an API key or change its scope',
    body: objectSchema({ name, scope: keyScope }),
    data: component('ApiKey'),
    key: {
      operation: 'apiKeys.update',
      answer: ({ app, path, body, apiKey }) =>
        app.apiKeys
          .update(path('apiKey'), unread<UpdateApiKeyInput>(body), { as: apiKey })
          .andThen((key) => ok({ data: apiKeyView(key) })),
    },
    refusals: ['ERR_APIKEY_NOT_FOUND', 'ERR_APIKEY_NO_SELF_ACTION', 'ERR_APIKEY_ALREADY_EXISTS'],
    names,
  }),
  endpoint({
    method: 'DELETE',
    path,
    tag,
    summary: 'Delete an API key',
    data: component('Done'),
    key: {
      operation: 'apiKeys.delete',
      answer: ({ app, path, apiKey }) =>
        app.apiKeys
          .delete(path('apiKey'), { as: apiKey })
          .andThen(({ handle }) =>
            ok({ data: { success: true, message: `The Api Key ${handle} has been deleted successfully.` } }),
          ),
    },
    refusals: ['ERR_APIKEY_NOT_FOUND', 'ERR_APIKEY_NO_SELF_ACTION'],
    names,
  }),
];

/**
 * Endpoints: bots.
 *
 * @module
 */

import { botUidLengthMax } from '../../bot-quota/bot-quota.ts';
import type { RegisterBotInput, UpdateBotInput } from '../../bot-quota/bot-quota-commands.ts';
import { ok } from '../../shared/result.ts';
import { type Endpoint, endpoint, unread } from '../endpoint.ts';
import { answerPage, pageParameters } from '../offset-pages.ts';
import { no, text } from '../parameters.ts';
import { refusingFields } from '../request-body.ts';
import { component, fieldSchemas, listSchema, objectSchema } from '../schemas.ts';
import { botView } from '../views.ts';

const { id, boolean, webhookURL, groupChatSetting } = fieldSchemas;
const tag = 'Bots';

// A client that sets a password for its webhook must not believe that it will be sent.
const refuseOthers = refusingFields({
  useBasicAuth: 'is not kept here: bots have no credentials',
  username: 'is not kept here: bots have no credentials',
  password: 'is not kept here: bots have no credentials',
  isAIBot: 'is not kept here: all bots are webhooks',
});

const fields = { enabled: boolean, groupChatSetting };

/** The endpoints of bots. */
export const botEndpoints: readonly Endpoint[] = [
  endpoint({
    method: 'GET',
    path: '/bots',
    tag,
    summary: 'List bots, by uid',
    parameters: {
      ...pageParameters,
      searchKey: text('Only bots whose uid begins with this text, in any case'),
      isAIBot: no('all bots are webhooks'),
    },
    data: listSchema(component('Bot')),
    paged: true,
    key: {
      operation: 'bots.list',
      answer: (call) => {
        const { searchKey } = call.query;
        return answerPage(call, ['bots', searchKey], {
          fetch: (page) => call.app.bots.list({ searchKey, ...page }),
          show: botView,
        });
      },
    },
    names: { limit: 'perPage' },
  }),
  endpoint({
    method: 'POST',
    path: '/bots',
    tag,
    summary: 'Make a user a bot',
    body: objectSchema({
      'uid!': { ...id, maxLength: botUidLengthMax },
      'webhookURL!': webhookURL,
      ...fields,
    }),
    data: component('Bot'),
    key: {
      operation: 'bots.register',
      answer: ({ app, body }) =>
        refuseOthers(body).asyncAndThen(() =>
          app.bots.register(unread<RegisterBotInput>(body)).andThen((bot) => ok({ data: botView(bot) })),
        ),
    },
    refusals: ['ERR_UID_NOT_FOUND', 'ERR_BOT_ALREADY_EXISTS', 'ERR_BOTS_LIMIT_EXCEEDED'],
  }),
  endpoint({
    method: 'GET',
    path: '/bots/:uid',
    tag,
    summary: 'Get a bot',
    data: component('Bot'),
    key: {
      operation: 'bots.get',
      answer: ({ app, path }) => app.bots.get(path('uid')).andThen((bot) => ok({ data: botView(bot) })),
    },
    refusals: ['ERR_BOT_NOT_FOUND'],
  }),
  endpoint({
    method: 'PUT',
    path: '/bots/:uid',
    tag,
    summary: 'Update a bot',
    body: objectSchema({ webhookURL, ...fields }),
    data: component('Bot'),
    key: {
      operation: 'bots.update',
      answer: ({ app, path, body }) =>
        refuseOthers(body).asyncAndThen(() =>
          app.bots
            .update(path('uid'), unread<UpdateBotInput>(body))
            .andThen((bot) => ok({ data: botView(bot) })),
        ),
    },
    refusals: ['ERR_BOT_NOT_FOUND'],
  }),
  endpoint({
    method: 'DELETE',
    path: '/bots/:uid',
    tag,
    summary: 'Remove a bot; the user stays',
    data: component('Done'),
    key: {
      operation: 'bots.remove',
      answer: ({ app, path }) =>
        app.bots
          .remove(path('uid'))
          .andThen(({ uid }) =>
            ok({ data: { success: true, message: `Bot with UID ${uid} has been deleted successfully.` } }),
          ),
    },
    refusals: ['ERR_BOT_NOT_FOUND'],
  }),
];

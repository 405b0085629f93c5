/**
 * API keys: what each scope may do, and what no key may do to itself.
 *
 * @module
 */

import type { CreatedApiKey, Operation } from 'kithkin';
import type { Stage } from './stage.ts';

const shortly = ({ apiKey, scope }: CreatedApiKey): string => `${apiKey.slice(0, 8)}…, ${scope}`;

export async function apiKeys({ app, say, ask }: Stage): Promise<void> {
  const cap = app.limits.apiKeysPerAppMax;
  say.chapter(
    'API keys',
    'api-keys.ts',
    'A server proves itself with a key. It is shown once, and its scope says what it may do.',
  );
  const login = await ask.ok(
    'A key for the login page',
    app.apiKeys.create({ name: 'Login page', scope: 'authOnly' }),
    shortly,
  );
  const office = await ask.ok(
    'A key for the back office',
    app.apiKeys.create({ name: 'Back office', scope: 'fullAccess' }),
    shortly,
  );
  for (const operation of ['users.create', 'authTokens.issue'] as const) {
    await ask.ok(
      `The login page: ${operation}`,
      app.apiKeys.authorize(login.apiKey, operation),
      ({ name }) => `granted to “${name}”`,
    );
  }
  for (const operation of ['friendships.befriend', 'users.delete'] as const) {
    await ask.refused(`The login page: ${operation}`, app.apiKeys.authorize(login.apiKey, operation), {
      code: 'AUTH_ERR_NO_ACCESS',
      operation,
    });
  }
  const everything: readonly Operation[] = [
    'users.create',
    'authTokens.issue',
    'friendships.befriend',
    'users.delete',
  ];
  await ask.each(
    'The back office: all of these',
    everything,
    (operation) => app.apiKeys.authorize(office.apiKey, operation),
    (granted) => `${granted.length} of ${everything.length} granted`,
  );
  await ask.refused('Somebody without a key', app.apiKeys.authorize('', 'users.list'), {
    code: 'AUTH_ERR_EMPTY_APIKEY',
  });
  await ask.refused('Somebody with only a handle', app.apiKeys.authorize(office.handle, 'users.list'), {
    code: 'AUTH_ERR_APIKEY_NOT_FOUND',
  });
  await ask.refused(
    'The back office deletes its own key',
    app.apiKeys.delete(office.handle, { as: office.apiKey }),
    { code: 'ERR_APIKEY_NO_SELF_ACTION' },
  );
  await ask.ok(
    '… but may rename the other',
    app.apiKeys.update(login.handle, { name: 'Ferry login' }, { as: office.apiKey }),
    ({ name }) => name,
  );
  await ask.each(
    'Every kiosk on the quay gets one',
    Array.from({ length: cap - 2 }, (_, index) => `Kiosk ${index + 1}`),
    (name) => app.apiKeys.create({ name }),
    (made) => `${made.length} more keys`,
  );
  await ask.refused('… and the ice cream van', app.apiKeys.create({ name: 'Ice cream van' }), {
    code: 'ERR_APIKEYS_LIMIT_EXCEEDED',
    limit: cap,
  });
}

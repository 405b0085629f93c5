/**
 * The caps: what each allows, how much of it the story has used, and what happens there.
 *
 * @module
 */

import type { Limits } from 'kithkin';
import { readable } from './layout.ts';
import type { Stage } from './stage.ts';

interface Cap {
  readonly of: string;
  readonly used: number | undefined;
  readonly by: string;
  readonly next: string;
}

const counted = { limit: 1, count: true } as const;

export async function caps({ app, say, ask }: Stage): Promise<void> {
  say.chapter(
    'Every cap, in the end',
    'caps.ts',
    'Counted just now. The limits are the defaults; openApp takes others.',
  );
  const friends = await ask.quietly('friends', app.friendships.list('maren', counted));
  const tokens = await ask.quietly('tokens', app.authTokens.list('kofi', counted));
  const groups = await ask.quietly('groups', app.groupMemberships.listGroups('yuki', counted));
  const quay = await ask.quietly('members', app.groups.get('quay'));
  const bots = await ask.quietly('bots', app.bots.list(counted));
  const roles = await ask.quietly('roles', app.roles.list(counted));
  const apiKeys = await ask.quietly('keys', app.apiKeys.list(counted));

  // A limit that is added to Kithkin does not compile here until it has its row.
  const rows: { readonly [Name in keyof Limits]: Cap } = {
    friendshipsPerUserMax: {
      of: 'friends of a user',
      used: friends.count,
      by: 'maren',
      next: 'ERR_FRIENDS_LIMIT_EXCEEDED names who is full',
    },
    activeAuthTokensPerUserMax: {
      of: 'tokens of a user',
      used: tokens.count,
      by: 'kofi',
      next: 'no refusal: the oldest is archived',
    },
    groupMembershipsPerUserMax: {
      of: 'groups of a user',
      used: groups.count,
      by: 'yuki',
      next: 'ERR_GROUPS_LIMIT_EXCEEDED, until one is left',
    },
    membersPerGroupMax: {
      of: 'members of a group',
      used: quay.membersCount,
      by: 'quay',
      next: 'ERR_NO_VACANCY, as in the boat',
    },
    botsPerAppMax: { of: 'bots', used: bots.count, by: 'the app', next: 'ERR_BOTS_LIMIT_EXCEEDED' },
    rolesPerAppMax: {
      of: 'roles beside default',
      used: (roles.count ?? 0) - 1,
      by: 'the app',
      next: 'ERR_ROLES_LIMIT_EXCEEDED',
    },
    apiKeysPerAppMax: {
      of: 'API keys',
      used: apiKeys.count,
      by: 'the app',
      next: 'ERR_APIKEYS_LIMIT_EXCEEDED',
    },
  };
  say.table(
    [
      { title: 'cap' },
      { title: 'limit', align: 'right' },
      { title: 'used', align: 'right' },
      { title: 'by' },
      { title: 'at the limit' },
    ],
    (Object.keys(rows) as (keyof Limits)[]).map((name) => {
      const { of, used, by, next } = rows[name];
      return [of, readable(app.limits[name]), readable(used ?? 0), by, next];
    }),
  );
}

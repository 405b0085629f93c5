/**
 * The table of endpoints.
 *
 * @module
 */

import type { Endpoint } from '../endpoint.ts';
import { apiKeyEndpoints } from './api-keys.ts';
import { authTokenEndpoints } from './auth-tokens.ts';
import { blockedUserEndpoints } from './blocked-users.ts';
import { botEndpoints } from './bots.ts';
import { friendEndpoints } from './friends.ts';
import { groupEndpoints } from './groups.ts';
import { meEndpoints } from './me.ts';
import { memberEndpoints } from './members.ts';
import { roleEndpoints } from './roles.ts';
import { userEndpoints } from './users.ts';

/** All endpoints. */
export const endpoints: readonly Endpoint[] = [
  ...userEndpoints,
  ...authTokenEndpoints,
  ...friendEndpoints,
  ...blockedUserEndpoints,
  ...roleEndpoints,
  ...groupEndpoints,
  ...memberEndpoints,
  ...botEndpoints,
  ...apiKeyEndpoints,
  ...meEndpoints,
];

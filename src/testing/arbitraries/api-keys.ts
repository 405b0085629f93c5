/**
 * Arbitraries of what the commands on API keys take.
 *
 * @module
 */

import fc from 'fast-check';
import { type ApiKeyScope, apiKeyHexLength, apiKeyScopes } from '../../api-key/api-key.ts';
import type {
  ActingKeyOptions,
  CreateApiKeyInput,
  ListApiKeysOptions,
  UpdateApiKeyInput,
} from '../../api-key/api-key-commands.ts';
import { allAndSomeOf, anyDisplayName, pageFields, someOf } from './fields.ts';
import { type Names, namesWith } from './names.ts';

/** How much an API key may do. */
export const anyApiKeyScope: fc.Arbitrary<ApiKeyScope> = fc.constantFrom(...apiKeyScopes);

/** What `apiKeys.create` takes. */
export function anyCreateApiKeyInput(names?: Partial<Names>): fc.Arbitrary<CreateApiKeyInput> {
  return allAndSomeOf({ name: anyDisplayName(namesWith(names)) }, { scope: anyApiKeyScope });
}

/** What `apiKeys.update` takes. */
export function anyUpdateApiKeyInput(names?: Partial<Names>): fc.Arbitrary<UpdateApiKeyInput> {
  return someOf({ name: anyDisplayName(namesWith(names)), scope: anyApiKeyScope });
}

/** With which key a command on keys is carried out: none, or a plain text or a handle that no app has shown. */
export function anyActingKeyOptions(): fc.Arbitrary<ActingKeyOptions> {
  const hex = fc.stringMatching(new RegExp(`^([0-9a-f]{${apiKeyHexLength}}|[0-9a-f]{8})$`));
  return someOf({ as: hex });
}

/** What `apiKeys.list` takes, but for the cursor, which only a page can give. */
export function anyListApiKeysOptions(): fc.Arbitrary<ListApiKeysOptions> {
  return someOf({ ...pageFields, scope: anyApiKeyScope }, 'seldom');
}

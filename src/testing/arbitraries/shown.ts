/**
 * Shown: what an app showed once and will not show again, kept as its clients would keep it.
 *
 * @module
 */

import { apiKeyHexLength } from '../../api-key/api-key.ts';
import { authTokenHexLength } from '../../auth-token/auth-token.ts';

/** A secret that was shown, with the handle that names it. */
export interface ShownSecret {
  /** The plain text. */
  readonly text: string;
  readonly handle: string;
}

/** How a call speaks of a secret: the how-manieth (from 0) that was shown, and by what of it. */
export interface SecretReference {
  readonly nth: number;
  readonly by: 'text' | 'handle';
}

/** The secrets that an app has shown, oldest first. Whoever runs calls on one app passes all of them the same. */
export class Shown {
  /** By uid. Tokens that were archived, revoked or have expired stay: a client may still hold them. */
  readonly authTokens: Map<string, ShownSecret[]> = new Map();
  /** Keys that were deleted stay too. */
  readonly apiKeys: ShownSecret[] = [];

  /** Keeps a token that was issued to this user. */
  addAuthToken(uid: string, secret: ShownSecret): void {
    const before = this.authTokens.get(uid);
    if (before) before.push(secret);
    else this.authTokens.set(uid, [secret]);
  }

  /** What names a token of this user; where there are not so many, what might and does not. */
  authToken(uid: string, { nth, by }: SecretReference): string {
    const unknown = `${uid.toLowerCase()}_1700000000${'ab'.repeat(authTokenHexLength / 2)}`;
    const secret = this.authTokens.get(uid.toLowerCase())?.[nth];
    return (secret ?? { text: unknown, handle: unknown.slice(0, unknown.length - authTokenHexLength + 8) })[
      by
    ];
  }

  /** What names an API key; where there are not so many, what might and does not. */
  apiKey({ nth, by }: SecretReference): string {
    const unknown = 'ab'.repeat(apiKeyHexLength / 2);
    return (this.apiKeys[nth] ?? { text: unknown, handle: unknown.slice(0, 8) })[by];
  }
}

/**
 * Calls of the commands on auth tokens.
 *
 * @module
 */

import fc from 'fast-check';
import { anyAuthTokenNotesInput, anyIssueAuthTokenOptions, anyTime } from '../auth-tokens.ts';
import {
  anySecretReference,
  type CallSource,
  type CallsOf,
  drawn,
  drawnList,
  tellSecret,
  tellWith,
} from '../call.ts';
import { anyPageOptions, mostly } from '../fields.ts';
import { anyUid } from '../names.ts';
import type { SecretReference, Shown } from '../shown.ts';

/** A token of a user, and who speaks of it: mostly that user. */
interface NamedToken {
  readonly uid: string;
  readonly of: string;
  readonly reference: SecretReference;
}

function tellToken({ of, reference }: NamedToken): string {
  return tellSecret(reference, `token of ${of}`);
}

function textOf({ of, reference }: NamedToken, shown: Shown): string {
  return shown.authToken(of, reference);
}

/** Calls of every command on auth tokens. */
export function authTokenCalls({ names, now }: CallSource): CallsOf<'authTokens'> {
  const uid = anyUid(names);
  const named: fc.Arbitrary<NamedToken> = mostly(
    fc.record({ uid, reference: anySecretReference }).map((own) => ({ ...own, of: own.uid })),
    fc.record({ uid, of: uid, reference: anySecretReference }),
  );
  return {
    issue: drawn(
      'makes',
      fc.tuple(uid, anyIssueAuthTokenOptions({ now })),
      ([to, options]) => `${to} gets a token${tellWith(options)}`,
      (app, [to, options], shown) =>
        app.authTokens.issue(to, options).andTee(({ authToken, handle }) => {
          shown.addAuthToken(to.toLowerCase(), { text: authToken, handle });
        }),
    ),
    list: drawnList(
      uid,
      anyPageOptions(),
      (whose) => `the tokens of ${whose} are listed`,
      (app, whose, options) => app.authTokens.list(whose, options),
    ),
    listArchived: drawnList(
      uid,
      anyPageOptions(),
      (whose) => `the archived tokens of ${whose} are listed`,
      (app, whose, options) => app.authTokens.listArchived(whose, options),
    ),
    get: drawn(
      'looks',
      named,
      (token) => `${token.uid} looks at ${tellToken(token)}`,
      (app, token, shown) => app.authTokens.get(token.uid, textOf(token, shown)),
    ),
    annotate: drawn(
      'changes',
      fc.tuple(named, anyAuthTokenNotesInput()),
      ([token, notes]) => `${token.uid} annotates ${tellToken(token)}${tellWith(notes)}`,
      (app, [token, notes], shown) => app.authTokens.annotate(token.uid, textOf(token, shown), notes),
    ),
    revoke: drawn(
      'takes',
      named,
      (token) => `${token.uid} revokes ${tellToken(token)}`,
      (app, token, shown) => app.authTokens.revoke(token.uid, textOf(token, shown)),
    ),
    flush: drawn(
      'takes',
      uid,
      (whose) => `${whose} loses all tokens`,
      (app, whose) => app.authTokens.flush(whose),
    ),
    authenticate: drawn(
      'looks',
      mostly<NamedToken | undefined>(named, fc.constant(undefined)),
      (token) => (token ? `somebody logs in with ${tellToken(token)}` : 'somebody logs in with nothing'),
      (app, token, shown) => app.authTokens.authenticate(token ? textOf(token, shown) : ''),
    ),
    purgeArchive: drawn(
      'takes',
      anyTime({ now }),
      (before) => `administration purges the tokens archived before ${before}`,
      (app, before) => app.authTokens.purgeArchive({ before }),
    ),
  };
}

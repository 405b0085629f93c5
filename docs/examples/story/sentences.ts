/**
 * Sentences: a refusal holds facts and no words, so that each application finds its own, in its users' language.
 *
 * @module
 */

import type { BefriendError } from 'kithkin';
import { readable } from './layout.ts';

/** What the harbour's app tells a user whose wish for a friend was refused. */
export function befriendSentence(me: string, error: BefriendError): string {
  switch (error.code) {
    case 'ERR_BAD_REQUEST':
      return 'That name does not look right.';
    case 'ERR_UID_NOT_FOUND':
      return `Nobody here is called ${error.uid}.`;
    case 'ERR_CANNOT_FORM_SELF_RELATION':
      return 'You are your own best friend already.';
    case 'ERR_ALREADY_FRIEND':
      return 'You two are friends already.';
    case 'ERR_FRIENDS_LIMIT_EXCEEDED':
      return error.uid === me
        ? `You have ${readable(error.limit)} friends. Make room first.`
        : `${error.uid} has ${readable(error.limit)} friends already.`;
    case 'STORE_CONTENTION':
    case 'STORE_UNAVAILABLE':
      return 'Nothing happened. Please try again.';
    case 'STORE_UNKNOWN_OUTCOME':
      return 'It may have worked. Please look before you try again.';
    default:
      // A code that is added later does not compile until it is handled.
      return error satisfies never;
  }
}

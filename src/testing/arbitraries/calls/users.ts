/**
 * Calls of the commands on users.
 *
 * @module
 */

import fc from 'fast-check';
import { type CallSource, type CallsOf, drawn, drawnList, tellWith } from '../call.ts';
import { anyUids, someOf } from '../fields.ts';
import { anyUid } from '../names.ts';
import {
  anyCreateUserInput,
  anyListUsersOptions,
  anyPresenceStatus,
  anyUpdateSelfInput,
  anyUpdateUserInput,
  anyUpsertUserInput,
} from '../users.ts';

/** Calls of every command on users. */
export function userCalls({ names }: CallSource): CallsOf<'users'> {
  const uid = anyUid(names);
  const uids = anyUids(names);
  const nothing = fc.constant(undefined);
  return {
    create: drawn(
      'begins',
      anyCreateUserInput(names),
      ({ uid, ...rest }) => `${uid} is created${tellWith(rest)}`,
      (app, input, shown) =>
        app.users.create(input).andTee(({ user, authToken }) => {
          if (authToken)
            shown.addAuthToken(user.uid, { text: authToken.authToken, handle: authToken.handle });
        }),
    ),
    upsert: drawn(
      'begins',
      anyUpsertUserInput(names),
      ({ uid, ...rest }) => `${uid} is upserted${tellWith(rest)}`,
      (app, input) => app.users.upsert(input),
    ),
    get: drawn(
      'looks',
      uid,
      (whom) => `${whom} is shown`,
      (app, whom) => app.users.get(whom),
    ),
    view: drawn(
      'looks',
      fc.tuple(uid, uid),
      ([whom, as]) => `${as} looks at ${whom}`,
      (app, [whom, as]) => app.users.view(whom, { as }),
    ),
    update: drawn(
      'changes',
      fc.tuple(uid, anyUpdateUserInput(names)),
      ([whom, input]) => `${whom} is updated${tellWith(input)}`,
      (app, [whom, input]) => app.users.update(whom, input),
    ),
    updateSelf: drawn(
      'changes',
      fc.tuple(uid, anyUpdateSelfInput(names)),
      ([self, input]) => `${self} updates itself${tellWith(input)}`,
      (app, [self, input]) => app.users.updateSelf(self, input),
    ),
    deactivate: drawn(
      'takes',
      uids,
      (whom) => `administration deactivates ${whom.join(', ')}`,
      (app, whom) => app.users.deactivate(whom),
    ),
    reactivate: drawn(
      'changes',
      uids,
      (whom) => `administration reactivates ${whom.join(', ')}`,
      (app, whom) => app.users.reactivate(whom),
    ),
    delete: drawn(
      'destroys',
      fc.tuple(uid, someOf({ permanent: fc.boolean() })),
      ([whom, options]) => `${whom} is deleted${options.permanent ? ' for good' : ''}`,
      (app, [whom, options]) => app.users.delete(whom, options),
    ),
    list: drawnList(
      nothing,
      anyListUsersOptions(names),
      () => 'users are listed',
      (app, _, options) => app.users.list(options),
    ),
    touch: drawn(
      'changes',
      fc.tuple(uid, anyPresenceStatus),
      ([who, status]) => `${who} is ${status} now`,
      (app, [who, status]) => app.users.touch(who, { status }),
    ),
    resumeDeletions: drawn(
      'changes',
      nothing,
      () => 'administration finishes unfinished deletions',
      (app) => app.users.resumeDeletions(),
    ),
  };
}

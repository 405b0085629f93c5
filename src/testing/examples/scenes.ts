/**
 * Scenes: the steps that lead to an example, each a sentence and a command.
 *
 * @module
 */

import type { ApiKeyScope } from '../../api-key/api-key.ts';
import type { CreateGroupInput } from '../../group/group-commands.ts';
import type { GroupScope } from '../../group-membership/clearance.ts';
import { errAsync } from '../../shared/result.ts';
import { unavailable } from '../../store/store-error.ts';
import type { Question } from '../twins.ts';

/** Users who have nothing but a uid and a name. */
export function users(...uids: readonly string[]): readonly Question[] {
  return uids.map((uid) => ({
    title: `${uid} is created`,
    run: (app) => app.users.create({ uid, name: uid }),
  }));
}

/** A user who is there and is deactivated. */
export function deactivated(uid: string): Question {
  return { title: `${uid} is deactivated`, run: (app) => app.users.deactivate([uid]) };
}

/** A friendship. */
export function friends(a: string, b: string): Question {
  return { title: `${a} befriends ${b}`, run: (app) => app.friendships.befriend(a, b) };
}

/** A block. */
export function blocked(blocker: string, uid: string): Question {
  return { title: `${blocker} blocks ${uid}`, run: (app) => app.blocks.block(blocker, [uid]) };
}

/** A token, which is kept for whoever speaks of it later. */
export function token(uid: string, expiresAt?: number): Question {
  return {
    title: `${uid} gets a token${expiresAt === undefined ? '' : ` that expires at ${expiresAt}`}`,
    run: (app, shown) =>
      app.authTokens.issue(uid, { expiresAt }).andTee(({ authToken, handle }) => {
        shown.addAuthToken(uid, { text: authToken, handle });
      }),
  };
}

/** A role. */
export function role(id: string): Question {
  return { title: `the role ${id} is created`, run: (app) => app.roles.create({ role: id, name: id }) };
}

/** A group, which is public and owned by nobody unless it is said. */
export function group(guid: string, given: Partial<CreateGroupInput> = {}): Question {
  const { type = 'public', owner } = given;
  return {
    title: `the ${type} group ${guid} is created${owner === undefined ? '' : ` for ${owner}`}`,
    run: (app) => app.groups.create({ guid, name: guid, ...given }),
  };
}

/** A member. */
export function member(uid: string, guid: string, scope: GroupScope = 'participant'): Question {
  return {
    title: `${uid} is added to ${guid} as ${scope}`,
    run: (app) => app.groupMemberships.add(guid, [uid], { scope }),
  };
}

/** A member who is then kept out. */
export function banned(uid: string, guid: string): readonly Question[] {
  return [
    member(uid, guid),
    { title: `${uid} is banned from ${guid}`, run: (app) => app.groupMemberships.ban(uid, guid) },
  ];
}

/** A bot, made of a user who is there. */
export function bot(uid: string): Question {
  return {
    title: `${uid} becomes a bot`,
    run: (app) => app.bots.register({ uid, webhookURL: 'https://bots.example/hook' }),
  };
}

/** An API key, which is kept for whoever speaks of it later. */
export function apiKey(name: string, scope: ApiKeyScope = 'authOnly'): Question {
  return {
    title: `the API key ${name} of scope ${scope} is created`,
    run: (app, shown) =>
      app.apiKeys.create({ name, scope }).andTee(({ apiKey: text, handle }) => {
        shown.apiKeys.push({ text, handle });
      }),
  };
}

/** A user whose deletion has begun and is not finished: whoever began it was cut off from the store. */
export function buried(uid: string): Question {
  return {
    title: `${uid} is deleted for good, which is cut off after the first step`,
    run: (_app, _shown, meanwhile) =>
      meanwhile(() => errAsync(unavailable)).users.delete(uid, { permanent: true }),
  };
}

/** A group whose deletion has begun and is not finished. */
export function buriedGroup(guid: string): Question {
  return {
    title: `${guid} is deleted, which is cut off after the first step`,
    run: (_app, _shown, meanwhile) => meanwhile(() => errAsync(unavailable)).groups.delete(guid),
  };
}

/** The user ana with one row at least of everything that refers to a user. */
export const anaEverywhere: readonly Question[] = [
  ...users('ana', 'bo', 'cy'),
  friends('ana', 'bo'),
  blocked('ana', 'bo'),
  blocked('cy', 'ana'),
  ...[token('ana'), token('ana'), token('ana')],
  ...[group('club'), member('ana', 'club'), member('bo', 'club')],
  ...[group('attic'), ...banned('ana', 'attic')],
  bot('ana'),
];

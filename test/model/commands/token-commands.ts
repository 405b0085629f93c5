/**
 * What is done with auth tokens.
 *
 * @module
 */
import fc from 'fast-check';
import type { App, AuthTokenNotesInput } from 'kithkin';
import { anyMetadata, anyText, anyUid, goodLimit, sometimesBad } from '../../support/arbitraries.ts';
import { epoch } from '../../support/test-app.ts';
import {
  Command,
  type CommandArbitrary,
  commandOf,
  outcomeOf,
  tell,
  type World,
  walkOf,
} from '../command.ts';
import {
  authenticate,
  flushTokens,
  handleOf,
  issueToken,
  listTokens,
  purgeArchive,
  useToken,
} from '../reference/auth-tokens.ts';
import type { Outcome, ReferenceModel } from '../reference-model.ts';

export class IssueToken extends Command<[uid: string, expiresAt: number | undefined]> {
  async act(app: App, world: World): Promise<Outcome> {
    const [uid, expiresAt] = this.args;
    const result = await app.authTokens.issue(uid, { expiresAt });
    if (result.isOk()) world.tokens.push(result.value.authToken);
    return outcomeOf(Promise.resolve(result));
  }
  expect(model: ReferenceModel, secret: string): Outcome {
    const [uid, expiresAt] = this.args;
    return issueToken(model, uid, { expiresAt }, secret);
  }
  toString(): string {
    const [uid, expiresAt] = this.args;
    return `issue a token to ${tell(uid)}${expiresAt === undefined ? '' : ` until ${tell(expiresAt)}`}`;
  }
}

/** How a story refers to a token: the how-manieth that was shown, and by what of it. */
export interface TokenReference {
  readonly index: number;
  readonly by: 'plain' | 'handle' | 'upper case' | 'nothing';
}

/** The text that a reference stands for; a token that never was if there are not so many. */
export function tokenText({ index, by }: TokenReference, { tokens }: World): string {
  const plain = tokens.at(-1 - index) ?? `ana_${epoch}${'ab'.repeat(15)}`;
  switch (by) {
    case 'plain':
      return plain;
    case 'handle':
      return handleOf(plain);
    case 'upper case':
      return plain.toUpperCase();
    case 'nothing':
      return ' ';
  }
}

function tellToken({ index, by }: TokenReference): string {
  return `the token issued ${index} before the last, by its ${by}`;
}

export class GetToken extends Command<[uid: string, token: TokenReference]> {
  act(app: App, world: World): Promise<Outcome> {
    const [uid, token] = this.args;
    return outcomeOf(app.authTokens.get(uid, tokenText(token, world)));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    const [uid, token] = this.args;
    return useToken(model, uid, tokenText(token, world), 'get');
  }
  toString(): string {
    return `${tell(this.args[0])} looks up ${tellToken(this.args[1])}`;
  }
}

export class AnnotateToken extends Command<[uid: string, token: TokenReference, notes: AuthTokenNotesInput]> {
  act(app: App, world: World): Promise<Outcome> {
    const [uid, token, notes] = this.args;
    return outcomeOf(app.authTokens.annotate(uid, tokenText(token, world), notes));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    const [uid, token, notes] = this.args;
    return useToken(model, uid, tokenText(token, world), { notes: { ...notes } });
  }
  toString(): string {
    return `${tell(this.args[0])} notes ${tell(this.args[2])} on ${tellToken(this.args[1])}`;
  }
}

export class RevokeToken extends Command<[uid: string, token: TokenReference]> {
  act(app: App, world: World): Promise<Outcome> {
    const [uid, token] = this.args;
    return outcomeOf(app.authTokens.revoke(uid, tokenText(token, world)));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    const [uid, token] = this.args;
    return useToken(model, uid, tokenText(token, world), 'revoke');
  }
  toString(): string {
    return `${tell(this.args[0])} revokes ${tellToken(this.args[1])}`;
  }
}

export class FlushTokens extends Command<[uid: string]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.authTokens.flush(...this.args));
  }
  expect(model: ReferenceModel): Outcome {
    return flushTokens(model, ...this.args);
  }
  toString(): string {
    return `revoke all tokens of ${tell(this.args[0])}`;
  }
}

export class Authenticate extends Command<[token: TokenReference]> {
  act(app: App, world: World): Promise<Outcome> {
    return outcomeOf(app.authTokens.authenticate(tokenText(this.args[0], world)));
  }
  expect(model: ReferenceModel, _: string, world: World): Outcome {
    return authenticate(model, tokenText(this.args[0], world));
  }
  toString(): string {
    return `log in with ${tellToken(this.args[0])}`;
  }
}

export class PurgeArchive extends Command<[before: number]> {
  act(app: App): Promise<Outcome> {
    return outcomeOf(app.authTokens.purgeArchive({ before: this.args[0] }));
  }
  expect(model: ReferenceModel): Outcome {
    return purgeArchive(model, ...this.args);
  }
  toString(): string {
    return `forget the tokens archived before ${this.args[0]}`;
  }
}

export class ListTokens extends Command<[uid: string, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [uid, limit] = this.args;
    return walkOf((page) => app.authTokens.list(uid, page), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listTokens(model, this.args[0], false);
  }
  toString(): string {
    return `list the tokens of ${tell(this.args[0])} by ${this.args[1]}`;
  }
}

export class ListArchivedTokens extends Command<[uid: string, limit: number]> {
  act(app: App): Promise<Outcome> {
    const [uid, limit] = this.args;
    return walkOf((page) => app.authTokens.listArchived(uid, page), limit);
  }
  expect(model: ReferenceModel): Outcome {
    return listTokens(model, this.args[0], true);
  }
  toString(): string {
    return `list the archived tokens of ${tell(this.args[0])} by ${this.args[1]}`;
  }
}

// Generators

const expiresAt = fc.option(fc.integer({ min: epoch - 5, max: epoch + 20 }), { nil: undefined, freq: 3 });

const token: fc.Arbitrary<TokenReference> = fc.record({
  index: fc.nat({ max: 4 }),
  by: fc.constantFrom('plain', 'plain', 'handle', 'handle', 'upper case', 'nothing'),
});

const notes = fc.record(
  {
    platform: anyText,
    userAgent: sometimesBad(fc.constantFrom('curl/8', 'x'.repeat(512)), fc.constant('x'.repeat(513))),
    appInfo: anyMetadata,
  },
  { requiredKeys: [] },
);

/** Every command on auth tokens. */
export const tokenCommands: readonly CommandArbitrary[] = [
  commandOf(IssueToken, anyUid, expiresAt),
  commandOf(IssueToken, anyUid, expiresAt),
  commandOf(IssueToken, anyUid, fc.constant(undefined)),
  commandOf(GetToken, anyUid, token),
  commandOf(AnnotateToken, anyUid, token, notes),
  commandOf(RevokeToken, anyUid, token),
  commandOf(FlushTokens, anyUid),
  commandOf(Authenticate, token),
  commandOf(PurgeArchive, fc.integer({ min: epoch - 5, max: epoch + 20 })),
  commandOf(ListTokens, anyUid, goodLimit),
  commandOf(ListArchivedTokens, anyUid, goodLimit),
];

/** Commands on auth tokens in which the time plays no part. */
export const timelessTokenCommands: readonly CommandArbitrary[] = [
  commandOf(IssueToken, anyUid, fc.constant(undefined)),
  commandOf(IssueToken, anyUid, fc.constant(undefined)),
  commandOf(RevokeToken, anyUid, token),
  commandOf(FlushTokens, anyUid),
  commandOf(Authenticate, token),
  commandOf(ListTokens, anyUid, goodLimit),
];

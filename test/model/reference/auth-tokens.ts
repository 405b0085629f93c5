/**
 * Auth tokens, as the reference model has them: in plain text, since it has nothing to hide.
 *
 * @module
 */
import {
  done,
  type ModelToken,
  type Outcome,
  type ReferenceModel,
  refused,
  uidNotFound,
  withoutUnset,
} from '../reference-model.ts';
import { Inspector, ifGiven } from './input.ts';

type Given = Readonly<Record<string, unknown>>;

/** A token's plain text without the last 22 of its 30 random digits. */
export function handleOf(plain: string): string {
  return plain.slice(0, -22);
}

function infoOf({ plain, ...token }: ModelToken): unknown {
  return structuredClone({ ...token, handle: handleOf(plain) });
}

function activeTokens(model: ReferenceModel, uid: string): ModelToken[] {
  return model.tokens.filter((token) => token.uid === uid && token.archivedAt === undefined);
}

/** Adds a token; the oldest active ones make room. */
export function issuedToken(model: ReferenceModel, uid: string, secret: string, expiresAt?: number): unknown {
  const plain = `${uid}_${String(model.now).padStart(10, '0')}${secret}`;
  const times = withoutUnset({ createdAt: model.now, expiresAt });
  model.tokens.push({ uid, plain, ...times });
  while (activeTokens(model, uid).length > model.limits.activeAuthTokensPerUserMax) {
    const oldest = activeTokens(model, uid)[0];
    if (oldest) oldest.archivedAt = model.now;
  }
  return { authToken: plain, handle: handleOf(plain), ...times };
}

export function issueToken(model: ReferenceModel, given: unknown, options: Given, secret: string): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const expiresAt = ifGiven(options.expiresAt, (value) => look.integer('expiresAt', value, 0, 9_999_999_999));
  if (!look.foundAny && expiresAt !== undefined) look.require('expiresAt', expiresAt > model.now);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  return done(issuedToken(model, uid, secret, expiresAt));
}

export function listTokens(model: ReferenceModel, given: unknown, isArchived: boolean): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const tokens = model.tokens.filter(
    (token) => token.uid === uid && (token.archivedAt !== undefined) === isArchived,
  );
  return done(tokens.reverse().map(infoOf));
}

/** What to do with a token that is named by its plain text or its handle. */
type NamedUse = 'get' | 'revoke' | { readonly notes: Given };

export function useToken(model: ReferenceModel, given: unknown, name: string, use: NamedUse): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  const notes =
    typeof use === 'object'
      ? withoutUnset({
          platform: ifGiven(use.notes.platform, (value) => look.text('platform', value, 100)),
          userAgent: ifGiven(use.notes.userAgent, (value) => look.text('userAgent', value, 512)),
          appInfo: ifGiven(use.notes.appInfo, (value) => look.metadata('appInfo', value)),
        })
      : {};
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const token = model.tokens.find(
    ({ uid: owner, plain }) => owner === uid && (plain === name || handleOf(plain) === name),
  );
  const isUsable = token && (use === 'get' || token.archivedAt === undefined);
  if (!isUsable) return refused('ERR_AUTH_TOKEN_NOT_FOUND', { uid });
  Object.assign(token, notes);
  if (use === 'revoke') model.tokens = model.tokens.filter((other) => other !== token);
  return done(infoOf(token));
}

export function flushTokens(model: ReferenceModel, given: unknown): Outcome {
  const look = new Inspector();
  const uid = look.id('uid', given);
  if (look.foundAny) return look.refusal();
  if (!model.activeUser(uid)) return uidNotFound(uid);
  const gone = activeTokens(model, uid);
  model.tokens = model.tokens.filter((token) => !gone.includes(token));
  return done({ revoked: gone.length });
}

export function authenticate(model: ReferenceModel, text: string): Outcome {
  if (text.trim() === '') return refused('AUTH_ERR_EMPTY_AUTH_TOKEN');
  const token = model.tokens.find(({ plain }) => plain === text);
  const user = token && model.activeUser(token.uid);
  const isUsable =
    token?.archivedAt === undefined && (token?.expiresAt === undefined || model.now < token.expiresAt);
  return user && isUsable ? done(structuredClone(user)) : refused('AUTH_ERR_AUTH_TOKEN_NOT_FOUND');
}

export function purgeArchive(model: ReferenceModel, before: number): Outcome {
  const kept = model.tokens.filter(({ archivedAt }) => archivedAt === undefined || archivedAt >= before);
  const purged = model.tokens.length - kept.length;
  model.tokens = kept;
  return done({ purged });
}

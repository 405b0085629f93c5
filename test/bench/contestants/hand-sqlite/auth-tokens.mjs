/**
 * Auth tokens by hand on SQLite.
 */
import { digestOf, idOf, mint, refusal, textOf } from '../checks.mjs';

export function authTokensByHand({ app, sql, transact, has, counter, requireUsers }, limits) {
  const hasHandle = has('auth_tokens', 'uid = ?', 'handle = ?');
  const activeTokens = counter('user', 'active_tokens');
  const archive = sql(`update kithkin_auth_tokens set archived_at = ? where sequence in
    (select sequence from kithkin_auth_tokens where app_id = ? and uid = ? and archived_at is null
      order by sequence limit ?)`);
  const addToken = sql(
    'insert into kithkin_auth_tokens (app_id, uid, digest, handle, created_at) values (?, ?, ?, ?, ?)',
  );
  const annotate = sql(`update kithkin_auth_tokens set platform = coalesce(?, platform),
    user_agent = coalesce(?, user_agent) where app_id = ? and uid = ? and digest = ? and archived_at is null`);
  const revoke = sql(
    'delete from kithkin_auth_tokens where app_id = ? and uid = ? and digest = ? and archived_at is null',
  );
  const flush = sql('delete from kithkin_auth_tokens where app_id = ? and uid = ? and archived_at is null');

  return {
    async issue(given) {
      const uid = idOf(given);
      const { plain, handle, digest, createdAt } = mint(uid);
      transact(() => {
        requireUsers(uid);
        if (hasHandle(uid, handle)) throw refusal('HANDLE_TAKEN');
        const excess = activeTokens.of(uid) + 1 - limits.activeAuthTokensPerUserMax;
        if (excess > 0) {
          archive.run(createdAt, app, uid, excess);
          activeTokens.down(uid, excess);
        }
        addToken.run(app, uid, digest, handle, createdAt);
        activeTokens.up(uid);
      });
      return { authToken: plain, handle, createdAt };
    },

    async annotate(given, plain, { platform, userAgent }) {
      const uid = idOf(given);
      const notes = [platform, userAgent].map((note) => (note === undefined ? null : textOf(note)));
      const digest = digestOf(textOf(plain, 512));
      transact(() => {
        requireUsers(uid);
        const { changes } = annotate.run(...notes, app, uid, digest);
        if (changes === 0) throw refusal('ERR_AUTH_TOKEN_NOT_FOUND');
      });
    },

    async revoke(given, plain) {
      const uid = idOf(given);
      const digest = digestOf(textOf(plain, 512));
      transact(() => {
        requireUsers(uid);
        if (revoke.run(app, uid, digest).changes === 0) throw refusal('ERR_AUTH_TOKEN_NOT_FOUND');
        activeTokens.down(uid);
      });
    },

    async flush(given) {
      const uid = idOf(given);
      return transact(() => {
        requireUsers(uid);
        const revoked = activeTokens.of(uid);
        if (revoked > 0) {
          flush.run(app, uid);
          activeTokens.down(uid, revoked);
        }
        return { revoked };
      });
    },
  };
}

/**
 * Auth tokens as stored functions.
 */
import { count, lock, refuse, requireUser } from './statements.mjs';

const lockOwner = `${lock('user_row', 'user', 'user_id')} ${requireUser('user_id')}`;
const active = 'app_id = app and uid = user_id and archived_at is null';

export const authTokenFunctions = {
  issue: [
    'user_id text, its_digest text, its_handle text, at bigint, most bigint',
    'user_row kithkin_anchors; excess bigint;',
    `${lockOwner}
    ${refuse(
      'exists (select from kithkin_auth_tokens where app_id = app and uid = user_id and handle = its_handle)',
      'HANDLE_TAKEN',
    )}
    excess := greatest(0, user_row.active_tokens + 1 - most);
    if excess > 0 then
      update kithkin_auth_tokens set archived_at = at where sequence in (select sequence from kithkin_auth_tokens
        where ${active} order by sequence limit excess);
    end if;
    insert into kithkin_auth_tokens (app_id, uid, digest, handle, created_at)
      values (app, user_id, its_digest, its_handle, at);
    ${count('active_tokens', 'user', 'user_id', '1 - excess')}`,
  ],
  annotate: [
    'user_id text, its_digest text, its_platform text, its_agent text',
    'user_row kithkin_anchors;',
    `${lockOwner}
    update kithkin_auth_tokens set platform = coalesce(its_platform, platform),
      user_agent = coalesce(its_agent, user_agent) where ${active} and digest = its_digest;
    ${refuse('not found', 'ERR_AUTH_TOKEN_NOT_FOUND')}`,
  ],
  revoke: [
    'user_id text, its_digest text',
    'user_row kithkin_anchors;',
    `${lockOwner}
    delete from kithkin_auth_tokens where ${active} and digest = its_digest;
    ${refuse('not found', 'ERR_AUTH_TOKEN_NOT_FOUND')}
    ${count('active_tokens', 'user', 'user_id', -1)}`,
  ],
  // Answers how many there were.
  flush: [
    'user_id text',
    'user_row kithkin_anchors;',
    `${lockOwner}
    if user_row.active_tokens > 0 then
      delete from kithkin_auth_tokens where ${active};
      ${count('active_tokens', 'user', 'user_id', '-user_row.active_tokens')}
    end if;
    return user_row.active_tokens;`,
  ],
};

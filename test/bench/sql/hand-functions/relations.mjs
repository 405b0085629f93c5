/**
 * Friendships and blocks as stored functions.
 */
import { count, lock, lockBoth, refuse, requireUser } from './statements.mjs';

const friendship =
  'kithkin_friendships where app_id = app and lower_uid = lower_id and higher_uid = higher_id';
const lockPair = lock('lower_row', 'user', 'lower_id') + lock('higher_row', 'user', 'higher_id');
const block = 'kithkin_blocks where app_id = app and blocker = by_id and blocked = whom_id';
const lockBlock = lockBoth({ row: 'by_row', id: 'by_id' }, { row: 'whom_row', id: 'whom_id', mode: 'share' });
const checkBlock = `${lockBlock} ${requireUser('by_id')} ${requireUser('whom_id')}
  ${refuse('by_id = whom_id', 'ERR_CANNOT_BLOCK_SELF')}`;

export const relationFunctions = {
  befriend: [
    'a text, b text, lower_id text, higher_id text, most bigint',
    'lower_row kithkin_anchors; higher_row kithkin_anchors;',
    `${lockPair} ${requireUser('a')} ${requireUser('b')}
    ${refuse('a = b', 'ERR_CANNOT_FORM_SELF_RELATION')}
    ${refuse(`exists (select from ${friendship})`, 'ERR_ALREADY_FRIEND')}
    ${refuse('lower_row.friends >= most or higher_row.friends >= most', 'ERR_FRIENDS_LIMIT_EXCEEDED')}
    insert into kithkin_friendships (app_id, lower_uid, higher_uid) values (app, lower_id, higher_id);
    ${count('friends', 'user', 'lower_id', 1)} ${count('friends', 'user', 'higher_id', 1)}`,
  ],
  unfriend: [
    'a text, b text, lower_id text, higher_id text',
    'lower_row kithkin_anchors; higher_row kithkin_anchors;',
    `${lockPair} ${requireUser('a')} ${requireUser('b')}
    delete from ${friendship};
    ${refuse('not found', 'ERR_NOT_A_FRIEND')}
    ${count('friends', 'user', 'lower_id', -1)} ${count('friends', 'user', 'higher_id', -1)}`,
  ],
  // What is there already is no refusal, but the answer is to tell.
  block: [
    'by_id text, whom_id text, at bigint',
    'by_row kithkin_anchors; whom_row kithkin_anchors;',
    `${checkBlock} ${refuse(`exists (select from ${block})`, 'same')}
    insert into kithkin_blocks (app_id, blocker, blocked, blocked_at) values (app, by_id, whom_id, at);`,
  ],
  unblock: [
    'by_id text, whom_id text',
    'by_row kithkin_anchors; whom_row kithkin_anchors;',
    `${checkBlock}
    delete from ${block};
    ${refuse('not found', 'same')}`,
  ],
};

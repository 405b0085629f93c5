/**
 * Examples of the commands on blocks.
 *
 * @module
 */

import type { App } from '../../app.ts';
import { does, type Example, refuses, refusesItem, shows } from './example.ts';
import { blocksOf } from './looks.ts';
import { blocked, deactivated, users } from './scenes.ts';

const two = users('ana', 'bo');
const anaBlocksBo = [...two, blocked('ana', 'bo')];
const bothWays = [...users('ana', 'bo', 'cy'), blocked('ana', 'bo'), blocked('cy', 'ana')];

const both = [
  ['blocks.block', (app: App, uid: string, uids: readonly string[]) => app.blocks.block(uid, uids)],
  ['blocks.unblock', (app: App, uid: string, uids: readonly string[]) => app.blocks.unblock(uid, uids)],
] as const;

const refusals: readonly Example[] = both.flatMap(([command, run]) => [
  refuses(command, 'ERR_UID_NOT_FOUND', 'a user who is nobody', two, (app) => run(app, 'nobody', ['ana'])),
  refusesItem(command, 'ERR_UID_NOT_FOUND', 'a uid that nobody has', two, (app) =>
    run(app, 'ana', ['nobody']),
  ),
  refusesItem(command, 'ERR_CANNOT_BLOCK_SELF', 'its own uid', two, (app) => run(app, 'ana', ['ana'])),
]);

/** Of every command on blocks. */
export const blockExamples: readonly Example[] = [
  does(
    'blocks.block',
    'makes one user block others, and not the others it',
    users('ana', 'bo', 'cy'),
    (app) => app.blocks.block('ana', ['bo', 'cy']),
    blocksOf('ana'),
    blocksOf('bo'),
  ),
  does('blocks.block', 'changes nothing where a block stands', anaBlocksBo, (app) =>
    app.blocks.block('ana', ['bo']),
  ),
  does(
    'blocks.unblock',
    'takes back the block of one, and not that of the other',
    [...anaBlocksBo, blocked('bo', 'ana')],
    (app) => app.blocks.unblock('ana', ['bo']),
    blocksOf('ana'),
  ),
  does('blocks.unblock', 'changes nothing where no block stands', two, (app) =>
    app.blocks.unblock('ana', ['bo']),
  ),
  ...refusals,
  ...(['blockedByMe', 'hasBlockedMe', 'both'] as const).map((direction) =>
    shows('blocks.list', `lists blocks of the direction ${direction}`, bothWays, (app) =>
      app.blocks.list('ana', { direction, count: true }),
    ),
  ),
  shows('blocks.list', 'leaves out deactivated users', [...bothWays, deactivated('bo')], (app) =>
    app.blocks.list('ana', { count: true }),
  ),
  refuses('blocks.list', 'ERR_UID_NOT_FOUND', 'a uid that nobody has', two, (app) =>
    app.blocks.list('nobody'),
  ),
  shows('blocks.canCommunicate', 'allows two of whom none has blocked the other', two, (app) =>
    app.blocks.canCommunicate('ana', 'bo'),
  ),
  shows('blocks.canCommunicate', 'keeps the one who is blocked from the other', anaBlocksBo, (app) =>
    app.blocks.canCommunicate('bo', 'ana'),
  ),
  refuses('blocks.canCommunicate', 'ERR_UID_NOT_FOUND', 'a first user who is nobody', two, (app) =>
    app.blocks.canCommunicate('nobody', 'ana'),
  ),
  refuses('blocks.canCommunicate', 'ERR_UID_NOT_FOUND', 'a second user who is nobody', two, (app) =>
    app.blocks.canCommunicate('ana', 'nobody'),
  ),
];

/**
 * Blocks: directed facts with an undirected effect.
 *
 * @module
 */

import type { Stage } from './stage.ts';

const yesOrNo = (answer: boolean): string => (answer ? 'yes' : 'no');

export async function blocks({ app, say, ask }: Stage): Promise<void> {
  say.chapter(
    'Not speaking',
    'blocks.ts',
    'While either has blocked the other, the two cannot communicate. It ends no friendship.',
  );
  await ask.ok('May Kofi and Inês talk?', app.blocks.canCommunicate('kofi', 'ines'), yesOrNo);
  const outcomes = await ask.ok(
    'Kofi blocks Inês, himself and a stranger',
    app.blocks.block('kofi', ['ines', 'kofi', 'nemo']),
    (all) => `${all.filter(({ ok }) => ok).length} of ${all.length}`,
  );
  ask.outcomes(outcomes, { kofi: 'ERR_CANNOT_BLOCK_SELF', nemo: 'ERR_UID_NOT_FOUND' }, ({ changed }) =>
    changed ? 'blocked' : 'was blocked already',
  );
  const again = await ask.ok(
    'He blocks her again',
    app.blocks.block('kofi', ['ines']),
    () => 'is no mistake',
  );
  ask.outcomes(again, {}, ({ changed }) => (changed ? 'blocked' : 'was blocked already'));

  const silent = await ask.ok('May they talk?', app.blocks.canCommunicate('kofi', 'ines'), yesOrNo);
  const alsoSilent = await ask.ok('… and from her side?', app.blocks.canCommunicate('ines', 'kofi'), yesOrNo);
  ask.same('What a block does to both sides', [silent, alsoSilent], [false, false]);
  await ask.ok(
    'Inês looks at Kofi’s profile',
    app.users.view('kofi', { as: 'ines' }),
    ({ hasBlockedMe, blockedByMe }) => `hasBlockedMe: ${hasBlockedMe}, blockedByMe: ${blockedByMe}`,
  );
  await ask.ok('Who has blocked Inês?', app.blocks.list('ines', { direction: 'hasBlockedMe' }), ({ items }) =>
    items.map(({ uid }) => uid).join(', '),
  );
  await ask.ok(
    'Are they still friends?',
    app.users.list({ friendsOf: 'kofi', uids: ['ines'] }),
    ({ items }) => (items.length > 0 ? 'yes' : 'no'),
  );
  await ask.ok('They make up over soup', app.blocks.unblock('kofi', ['ines']), () => 'unblocked');
  const talking = await ask.ok('May they talk?', app.blocks.canCommunicate('ines', 'kofi'), yesOrNo);
  ask.same('What is left of the block', talking, true);
}

import { describe, expect, it } from 'vitest';
import {
  botsPerAppMax,
  decideGetBot,
  decideRegisterBot,
  decideRemoveBot,
  decideUpdateBot,
} from '../../src/bot-quota/bot-quota.ts';
import { ana, botOf, deactivatedUserOf, userOf } from '../support/records.ts';
import { badPathsOf, codeOf, createUsers, epoch, must, openTestApp, refusalOf } from '../support/test-app.ts';

const user = userOf(ana);
const bot = botOf(ana);
const wanted = { uid: ana, webhookURL: bot.webhookURL };
const notFound = { code: 'ERR_BOT_NOT_FOUND', uid: ana };

describe('registering a bot', () => {
  it('makes one that is off and hears nothing, unless told otherwise', () => {
    const seen = { user, bot: undefined, botCount: 24 };
    expect(decideRegisterBot(wanted, seen, epoch)._unsafeUnwrap()).toStrictEqual({
      changes: [{ type: 'addBot', bot }],
      value: bot,
    });
    const loud = { ...wanted, enabled: true, groupChatSetting: 'allMessages' } as const;
    expect(decideRegisterBot(loud, seen, epoch)._unsafeUnwrap().value).toEqual({ ...bot, ...loud });
  });

  it('is refused to nobody, then to a bot, then when there are too many', () => {
    const refusalFor = (seen: Parameters<typeof decideRegisterBot>[1]) =>
      decideRegisterBot(wanted, seen, epoch, 2)._unsafeUnwrapErr();
    const uidNotFound = { code: 'ERR_UID_NOT_FOUND', uid: ana };
    expect(refusalFor({ user: undefined, bot, botCount: 2 })).toEqual(uidNotFound);
    expect(refusalFor({ user: deactivatedUserOf(ana), bot, botCount: 2 })).toEqual(uidNotFound);
    expect(refusalFor({ user, bot, botCount: 2 })).toEqual({ code: 'ERR_BOT_ALREADY_EXISTS', uid: ana });
    expect(refusalFor({ user, bot: undefined, botCount: 2 })).toEqual({
      code: 'ERR_BOTS_LIMIT_EXCEEDED',
      limit: 2,
    });
  });

  it('refuses the 26th bot, disabled ones and those of hidden users counted', async () => {
    const app = openTestApp();
    for (let number = 0; number <= botsPerAppMax; number += 1) await createUsers(app, `bot-${number}`);
    const register = (number: number) =>
      app.bots.register({ uid: `Bot-${number}`, webhookURL: wanted.webhookURL, enabled: number % 2 === 0 });
    for (let number = 0; number < botsPerAppMax; number += 1) await must(register(number));
    await must(app.users.deactivate(['bot-3']));
    expect(await refusalOf(register(25))).toEqual({ code: 'ERR_BOTS_LIMIT_EXCEEDED', limit: 25 });
    expect((await must(app.bots.list())).items).toHaveLength(24);
    await must(app.users.delete('bot-3', { permanent: true }));
    expect(await codeOf(register(25))).toBe('ok');
  });

  it('takes a uid of 50 characters and none of 51', async () => {
    const app = openTestApp();
    const [longest, longer] = ['x'.repeat(50), 'x'.repeat(51)];
    await createUsers(app, longest, longer);
    expect(await codeOf(app.bots.register({ ...wanted, uid: longest }))).toBe('ok');
    const refusal = await refusalOf(
      app.bots.register({ uid: longer, webhookURL: `https://a/${'x'.repeat(246)}` }),
    );
    expect(refusal.code === 'ERR_BAD_REQUEST' && badPathsOf(refusal)).toEqual(['uid', 'webhookURL']);
  });
});

describe('a bot', () => {
  it('is shown', () => {
    expect(decideGetBot(ana, { user, bot })._unsafeUnwrap()).toBe(bot);
  });

  it('is changed in what is given', () => {
    const decided = decideUpdateBot(ana, { enabled: true }, { user, bot }, epoch + 1)._unsafeUnwrap();
    const changed = { ...bot, enabled: true, updatedAt: epoch + 1 };
    expect(decided).toStrictEqual({ changes: [{ type: 'replaceBot', bot: changed }], value: changed });
    expect(Object.isFrozen(decided.value)).toBe(true);
  });

  it('is removed', () => {
    expect(decideRemoveBot(ana, { user, bot })._unsafeUnwrap()).toEqual({
      changes: [{ type: 'removeBot', uid: ana }],
      value: bot,
    });
  });

  it.each([
    ['is none of a user who is no bot', { user, bot: undefined }],
    ['is none of a deactivated user', { user: deactivatedUserOf(ana), bot }],
    ['is none of nobody', { user: undefined, bot }],
  ])('%s', (_, seen) => {
    expect(decideGetBot(ana, seen)._unsafeUnwrapErr()).toEqual(notFound);
    expect(decideUpdateBot(ana, {}, seen, epoch)._unsafeUnwrapErr()).toEqual(notFound);
    expect(decideRemoveBot(ana, seen)._unsafeUnwrapErr()).toEqual(notFound);
  });
});

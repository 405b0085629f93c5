/**
 * Arbitraries of what the commands on bots take.
 *
 * @module
 */

import fc from 'fast-check';
import { botUidLengthMax, groupChatSettings, webhookUrlLengthMax } from '../../bot-quota/bot-quota.ts';
import type {
  ListBotsOptions,
  RegisterBotInput,
  UpdateBotInput,
} from '../../bot-quota/bot-quota-commands.ts';
import { allAndSomeOf, anySearchKey, anyUrlTo, pageFields, someOf } from './fields.ts';
import { anyUid, type Names, namesWith } from './names.ts';

const settings = { enabled: fc.boolean(), groupChatSetting: fc.constantFrom(...groupChatSettings) };

const webhookURL = anyUrlTo(webhookUrlLengthMax);

/** What `bots.register` takes. A uid that is too long for a bot is cut short. */
export function anyRegisterBotInput(names?: Partial<Names>): fc.Arbitrary<RegisterBotInput> {
  const uid = anyUid(names).map((long) => long.slice(0, botUidLengthMax));
  return allAndSomeOf({ uid, webhookURL }, settings);
}

/** What `bots.update` takes. */
export function anyUpdateBotInput(): fc.Arbitrary<UpdateBotInput> {
  return someOf({ webhookURL, ...settings });
}

/** What `bots.list` takes, but for the cursor, which only a page can give. */
export function anyListBotsOptions(names?: Partial<Names>): fc.Arbitrary<ListBotsOptions> {
  const drawn = namesWith(names);
  return someOf({ ...pageFields, searchKey: anySearchKey(drawn, drawn.uids) }, 'seldom');
}

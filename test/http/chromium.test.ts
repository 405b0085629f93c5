/** CometChat's own client in a browser, without any help: it asks the hosts of the documents, over TLS and with CORS. */
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { type Certificate, startChatService } from '../support/chat-service.ts';
import { findProgram } from '../support/programs.ts';
import type { Sdk } from '../support/sdk-tab.ts';
import { createUsers, must } from '../support/test-app.ts';

// Some systems have a command of this name that only tells how to install the browser.
const browserPath = ['chromium', 'chromium-browser', 'google-chrome']
  .map((name) => findProgram(name))
  .find((path) => path !== undefined && spawnSync(path, ['--version']).status === 0);
const openssl = findProgram('openssl');
const missing = browserPath === undefined ? 'Chromium' : openssl === undefined ? 'openssl' : undefined;
if (missing) console.warn(`SKIPPED: no ${missing} on the path, so the client was not tried in a browser`);

/** A certificate that nobody signed but itself. */
function selfSigned(): Certificate {
  const folder = mkdtempSync(join(tmpdir(), 'kithkin-certificate-'));
  try {
    const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
    const kind = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '1'];
    const made = ['-subj', '/CN=chat.example', '-keyout', key, '-out', cert];
    execFileSync(openssl ?? '', ['req', '-x509', ...kind, ...made], { stdio: 'pipe' });
    return { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Starts a browser for which the hosts of the documents are the service's, and opens a page with the client in it. */
async function openPage() {
  const bundle = readFileSync(
    createRequire(import.meta.url).resolve('@cometchat/chat-sdk-javascript'),
    'utf8',
  );
  const service = await startChatService({
    certificate: selfSigned(),
    before: ({ url }) => {
      if (new URL(url).hostname !== 'app.example') return undefined;
      const isBundle = url.endsWith('.js');
      return new Response(isBundle ? bundle : '<!doctype html><script src="/client.js"></script>', {
        headers: { 'content-type': isBundle ? 'text/javascript' : 'text/html' },
      });
    },
  });
  // It takes a while to load, and is of no use without a browser.
  const { chromium } = await import('playwright-core');
  const here = `127.0.0.1:${service.port}`;
  const rules = [
    `MAP *.cometchat.io ${here}`,
    `MAP app.example ${here}`,
    'MAP * ~NOTFOUND',
    'EXCLUDE 127.0.0.1',
  ];
  const browser = await chromium.launch({
    executablePath: browserPath ?? '',
    args: [
      '--no-sandbox',
      '--no-proxy-server',
      '--ignore-certificate-errors',
      `--host-resolver-rules=${rules.join()}`,
    ],
  });
  onTestFinished(() => browser.close());
  const page = await browser.newPage();
  await page.goto('https://app.example/');
  return { service, page };
}

describe.skipIf(missing !== undefined)('in Chromium', () => {
  it('creates a user, logs in, changes itself, blocks, lists and logs out', { timeout: 60_000 }, async () => {
    const { service, page } = await openPage();
    const { app, authOnly } = service;
    await createUsers(app, 'bo', 'cy');

    const seen = await page.evaluate(async (authKey) => {
      const { CometChat } = globalThis as unknown as { CometChat: Sdk };
      const settings = new CometChat.AppSettingsBuilder()
        .setRegion('us')
        .autoEstablishSocketConnection(false);
      await CometChat.init('my-chat', settings.build());
      const created = await CometChat.createUser(new CometChat.User({ uid: 'Ana', name: 'Ana' }), authKey);
      const codeOf = (refused: Promise<unknown>) =>
        refused.then(
          () => 'ok',
          ({ code }) => code,
        );
      const badKey = await codeOf(CometChat.createUser({ uid: 'eve', name: 'Eve' }, 'nonsense'));
      const me = await CometChat.login('ana', authKey);
      const updated = await CometChat.updateCurrentUserDetails({ name: 'Ana Karenina' });
      const blocked = await CometChat.blockUsers(['cy']);
      const request = new CometChat.UsersRequestBuilder().setLimit(2).build();
      const pages = [await request.fetchNext(), await request.fetchNext(), await request.fetchNext()];
      const ghost = await codeOf(CometChat.getUser('ghost'));
      const unblocked = await CometChat.unblockUsers(['cy']);
      const token = me.getAuthToken();
      await CometChat.logout();
      return {
        created: created.getUid(),
        badKey,
        updated: updated.getName(),
        blocked,
        pages: pages.map((users) => users.map((user) => [user.getUid(), user.getBlockedByMe()])),
        ghost,
        unblocked,
        token,
      };
    }, authOnly);

    expect(seen).toEqual({
      created: 'ana',
      badKey: 'AUTH_ERR_APIKEY_NOT_FOUND',
      updated: 'Ana Karenina',
      blocked: { cy: { success: true, message: expect.stringContaining('has blocked') } },
      pages: [
        [
          ['ana', false],
          ['bo', false],
        ],
        [['cy', true]],
        [],
      ],
      ghost: 'ERR_UID_NOT_FOUND',
      unblocked: { cy: { success: true, message: expect.stringContaining('has unblocked') } },
      token: expect.stringMatching(/^ana_/),
    });
    expect(await must(app.users.get('ana'))).toMatchObject({ name: 'Ana Karenina' });
    expect((await must(app.blocks.list('ana'))).items).toEqual([]);
    expect((await must(app.authTokens.list('ana'))).items).toEqual([]);
    expect(service.asked).toEqual(
      expect.arrayContaining([
        'OPTIONS my-chat.api-us.cometchat.io/v3.0/users',
        'POST my-chat.api-us.cometchat.io/v3.0/users',
        'OPTIONS my-chat.apiclient-us.cometchat.io/v3.0/me',
        'PUT my-chat.apiclient-us.cometchat.io/v3.0/me',
        'OPTIONS my-chat.apiclient-us.cometchat.io/v3.0/blockedusers',
        'DELETE my-chat.apiclient-us.cometchat.io/v3.0/blockedusers',
      ]),
    );
  });
});

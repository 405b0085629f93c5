import { describe, expect, it } from 'vitest';
import { blocksIn } from '../../.ci/doctest.mjs';
import { operationsByScope } from '../../src/api-key/api-key.ts';
import { endpoints } from '../../src/http/endpoints/index.ts';
import { errorAnswer, wordings } from '../../src/http/error-answers.ts';
import { documentedRateLimits, skippedRowsMax } from '../../src/http/index.ts';
import type { StoreFailureCode } from '../../src/http/refusals.ts';
import { bodyBytesMax } from '../../src/http/request-body.ts';
import { openServer } from '../http/server.ts';
import { epoch, must } from '../support/test-app.ts';
import { codeIn, document, rowsOf, sectionOf } from './markdown.ts';

const page = document('docs/http.md');

it('has every endpoint, who may call it, and what it does', () => {
  const expected = endpoints.map(({ method, path, key, user, summary }) => {
    const isForLogins = key && operationsByScope.authOnly.includes(key.operation);
    const scope = key ? [isForLogins ? '`authOnly`' : '`fullAccess`'] : [];
    const acting = key?.onBehalfOf ? ['`onBehalfOf`'] : [];
    return [`\`${method} ${path}\``, [...scope, ...acting].join(', '), user ? 'yes' : '', summary];
  });
  expect(rowsOf(sectionOf(page, 'Endpoints'))).toEqual(expected);
});

describe('the bounds', () => {
  const text = sectionOf(page, 'Bounds').lines.join('\n');

  it('are those of the handler', () => {
    const numbers = [...text.matchAll(/\d+(?:,\d{3})+/g)].map(([number]) =>
      Number(number.replaceAll(',', '')),
    );
    const { core, standard } = documentedRateLimits;
    // The bounds of a URL and of headers are tried in test/http.
    expect(numbers).toEqual([bodyBytesMax, 16_384, 32_768, core, standard]);
    expect(sectionOf(page, 'Pages').lines.join('\n')).toContain(
      `${skippedRowsMax.toLocaleString('en')} rows at most (\`skippedRowsMax\`)`,
    );
  });

  it('name the requests that count as core', () => {
    const core = endpoints.filter(({ isCore }) => isCore).map(({ method, path }) => `${method} ${path}`);
    expect(codeIn(text).filter((code) => /^[A-Z]+ \//.test(code))).toEqual(core);
  });
});

/** The codes that the service documents for users, relations, groups, keys, tokens and requests as such. */
const documented = `
  AUTH_ERR_EMPTY_APPID AUTH_ERR_INVALID_APPID AUTH_ERR_EMPTY_APIKEY AUTH_ERR_APIKEY_NOT_FOUND AUTH_ERR_NO_ACCESS
  AUTH_ERR_EMPTY_AUTH_HEADER AUTH_ERR_EMPTY_AUTH_TOKEN AUTH_ERR_AUTH_TOKEN_NOT_FOUND
  ERR_APIKEY_NOT_FOUND ERR_APIKEY_NO_SELF_ACTION
  ERR_AUTH_TOKEN_NOT_FOUND ERR_AUTH_TOKEN_DELETE_FAILED ERR_AUTH_TOKENS_DELETE_FAILED
  ERR_AUTHTOKEN_UNAVAILABLE ERR_AUTHTOKEN_NOT_ACCESSIBLE
  ERR_PLAN_RESTRICTION ERR_SUBSCRIPTION_EXPIRED ERR_PLAN_QUOTA_RESTRICTION
  ERR_ROLE_NOT_FOUND ERR_ROLE_DELETE_FAILED ERR_ROLE_DELETE_DENIED ERR_ROLE_ALREADY_EXISTS
  ERR_UID_NOT_FOUND ERR_UID_DELETE_FAILED ERR_UID_ALREADY_EXISTS ERR_INVALID_UID
  ERR_BOT_NOT_FOUND ERR_BOT_ALREADY_EXISTS ERR_GUID_NOT_FOUND ERR_GUID_ALREADY_EXISTS
  ERR_EMPTY_GROUP_PASS ERR_WRONG_GROUP_PASS
  ERR_GROUP_DELETE_FAILED ERR_MEMBER_DELETE_FAILED ERR_MEMBER_BAN_FAILED ERR_MEMBER_UNBAN_FAILED
  ERR_MEMBER_SCOPE_CHANGE_FAILED ERR_NOT_A_MEMBER ERR_ALREADY_JOINED ERR_GROUP_NOT_JOINED
  ERR_GROUP_JOIN_NOT_ALLOWED ERR_NO_VACANCY ERR_SAME_SCOPE
  ERR_NOT_A_BANNED_USER ERR_ALREADY_BANNED ERR_BANNED_GROUPMEMBER ERR_GROUP_NO_CLEARANCE
  ERR_GROUP_NO_ADMIN_SCOPE ERR_GROUP_NO_MODERATOR_SCOPE ERR_GROUP_NO_SCOPE_CLEARANCE ERR_GROUP_NO_SELF_ACTION
  ERR_ALREADY_FRIEND ERR_NOT_A_FRIEND ERR_CANNOT_FORM_SELF_RELATION ERR_FAILED_TO_ADD_FRIEND
  ERR_CANNOT_BLOCK_SELF ERR_BLOCKED_RECEIVER ERR_BLOCKED_SENDER ERR_PERMISSION_DENIED
  ERR_BAD_REQUEST ERR_API_NOT_FOUND ERR_INVALID_API_VERSION
  ERR_MISSION_FAILED ERR_OPERATION_FAILED ERR_EXCEPTION ERR_BAD_ERROR_RESPONSE ERR_TOO_MANY_REQUESTS ERR_WS_*
`
  .trim()
  .split(/\s+/);

/** The statuses of every code that is answered. */
function answered(): ReadonlyMap<string, readonly number[]> {
  const statuses = new Map<string, number[]>();
  const add = (code: string, status: number) => {
    const known = statuses.get(code) ?? [];
    if (!known.includes(status)) statuses.set(code, [...known, status]);
  };
  // A body that is too large has no code of its own.
  for (const [code, { status }] of Object.entries(wordings)) {
    add(code === 'BODY_TOO_LARGE' ? 'ERR_BAD_REQUEST' : code, status);
  }
  const failures: readonly (StoreFailureCode | undefined)[] = endpoints.map(({ failure }) => failure);
  for (const failure of failures) {
    const failed = [
      errorAnswer({ code: 'STORE_UNAVAILABLE', committed: false }, failure),
      errorAnswer({ code: 'STORE_UNKNOWN_OUTCOME', committed: 'unknown' }, failure),
    ];
    for (const { status, body } of failed) add(body.code, status);
  }
  return statuses;
}

describe('the table of codes', () => {
  const rows = rowsOf(sectionOf(page, 'Every documented code'));
  const codes = rows.map(([code = '']) => codeIn(code)[0]);

  it('has each documented code and each that is answered, once', () => {
    expect([...codes].sort()).toEqual([...new Set([...documented, ...answered().keys()])].sort());
  });

  it.each(rows)(
    'tells of %s the status, %s, and what provokes it or why nothing does',
    (code, status, why) => {
      const statuses = answered().get(codeIn(code ?? '')[0] ?? '');
      expect(codeIn(status ?? '').map(Number)).toEqual(statuses ?? []);
      expect(status === '–').toBe(statuses === undefined);
      expect(why).toMatch(/\w.*\.$/);
    },
  );
});

/** The words of a shell command: quoted ones are one, and of variables only these are known. */
function wordsOf(command: string, variables: Readonly<Record<string, string>>): readonly string[] {
  const words = command.replaceAll('\\\n', ' ').match(/"[^"]*"|'[^']*'|[^\s'"]+/g) ?? [];
  return words.map((word) =>
    word.startsWith("'")
      ? word.slice(1, -1)
      : word.replaceAll('"', '').replace(/\$([A-Z]+)/g, (_, name: string) => {
          const value = variables[name];
          if (value === undefined) throw new Error(`$${name} is not set`);
          return value;
        }),
  );
}

/** The request that a command line of curl sends. */
function requestOf([program, ...words]: readonly string[]): Request {
  expect(program).toBe('curl');
  const headers = new Headers();
  let url = '';
  let method: string | undefined;
  let body: string | undefined;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    const next = () => words[++index] ?? '';
    if (word === '-X') method = next();
    else if (word === '-d') body = next();
    else if (word === '-H') {
      const [, name = '', value = ''] = /^([\w-]+): (.*)$/.exec(next()) ?? [];
      headers.set(name, value);
    } else url = word;
  }
  const sent = body === undefined ? { method: 'GET' } : { method: 'POST', body };
  return new Request(url, { ...sent, headers, ...(method !== undefined && { method }) });
}

it('begins with commands that answer as it says', async () => {
  const { app, handle, apiKey } = await openServer();
  const blocks = blocksIn('docs/http.md', page);
  const asked = blocks.filter(({ language, code }) => language === 'sh' && code.startsWith('curl'));
  expect(asked).toHaveLength(3);
  const variables: Record<string, string> = { KITHKIN: 'https://chat.example/v3', KEY: apiKey };
  for (const block of asked) {
    const said = blocks[blocks.indexOf(block) + 1];
    const answer = await handle(requestOf(wordsOf(block.code, variables)));
    const text = await answer.text();
    expect([answer.status, said?.language]).toEqual([200, 'json']);
    // What is drawn by chance is not written out.
    const shown = text.replace(/"(ana_)[^"]+"/, '"$1…"').replaceAll(`${epoch}`, '1700000000');
    expect(JSON.parse(shown)).toEqual(JSON.parse(said?.code ?? ''));
    const { data } = JSON.parse(text) as { readonly data: { readonly authToken?: string } };
    if (data.authToken) variables.TOKEN = data.authToken;
  }
  expect(await must(app.users.get('ana'))).toMatchObject({ name: 'Ana Lima' });
});

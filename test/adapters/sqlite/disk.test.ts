import { execFileSync } from 'node:child_process';
import { chmodSync, chownSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openApp } from 'kithkin';
import { afterAll, describe, expect, it } from 'vitest';
import { codeOf, createUsers, must, refusalOf } from '../../support/test-app.ts';
import { sharedFiles, storeOn } from './files.ts';

const folder = mkdtempSync(join(tmpdir(), 'kithkin-disk-'));
const isRoot = process.getuid?.() === 0;
const nobody = 65_534;

/** Somebody whom rights hold back: ourselves, or nobody in particular if we are root. */
async function asSomebody<T>(work: () => Promise<T>): Promise<T> {
  if (!isRoot) return work();
  process.seteuid?.(nobody);
  try {
    return await work();
  } finally {
    process.seteuid?.(0);
  }
}

const disk = join(folder, 'disk');
let hasDisk = false;
try {
  execFileSync('mkdir', [disk]);
  execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=1m', 'tmpfs', disk], { stdio: 'pipe' });
  hasDisk = true;
} catch {
  console.warn('SKIPPED: no small disk can be mounted here, so the SQLite store was not tried on a full one');
}

afterAll(() => {
  if (hasDisk) execFileSync('umount', ['-l', disk]);
  chmodSync(folder, 0o755);
  rmSync(folder, { recursive: true, force: true });
});

describe('a store on a file that may only be read', () => {
  it('reads it, answers that nothing else can be done, and goes on once it may', async () => {
    const file = join(folder, 'read-only.db');
    const store = storeOn(file);
    await createUsers(openApp({ store, appId: 'app' }), 'ana');
    await store.close();
    chmodSync(file, 0o444);
    // Readers of a log share memory in a file beside it.
    if (isRoot) chownSync(folder, nobody, nobody);

    await asSomebody(async () => {
      const reading = storeOn(file);
      const app = openApp({ store: reading, appId: 'app' });
      expect((await must(app.users.get('ana'))).uid).toBe('ana');
      expect(await refusalOf(app.users.create({ uid: 'bo', name: 'Bo' }))).toMatchObject({
        code: 'STORE_UNAVAILABLE',
        committed: false,
        cause: expect.objectContaining({ message: expect.stringContaining('readonly') }),
      });
      expect(await codeOf(app.users.get('bo'))).toBe('ERR_UID_NOT_FOUND');
      await reading.close();
    });

    chmodSync(file, 0o644);
    await createUsers(openApp({ store: storeOn(file), appId: 'app' }), 'bo');
  });

  it('cannot be opened in a folder that may only be read: it says so', async () => {
    const file = join(folder, 'not-there.db');
    chmodSync(folder, 0o555);
    try {
      await asSomebody(async () => {
        expect(() => storeOn(file)).toThrow(/unable to open|readonly|permission/i);
      });
    } finally {
      chmodSync(folder, 0o755);
    }
  });
});

describe('a store on a disk that is full', () => {
  it.skipIf(!hasDisk)('commits all of a command or nothing, and goes on once there is room', async () => {
    const file = join(disk, 'app.db');
    const store = storeOn(file);
    const app = openApp({ store, appId: 'app' });
    const create = (index: number) =>
      app.users.create({ uid: `user-${index}`, name: 'User', metadata: { text: 'x'.repeat(5000) } });
    const codes: string[] = [];
    for (let index = 0; index < 400; index += 1) codes.push(await codeOf(create(index)));
    expect(codes).toContain('ok');
    expect(new Set(codes.filter((code) => code !== 'ok'))).toEqual(new Set([codes.at(-1)]));
    expect(codes.at(-1)).toMatch(/^STORE_(UNAVAILABLE|UNKNOWN_OUTCOME)$/);
    const there = codes.filter((code) => code === 'ok').length;
    expect(await must(app.users.list({ count: true, limit: 1 }))).toMatchObject({ count: there });

    execFileSync('mount', ['-o', 'remount,size=8m', disk]);
    await must(create(1000));
    await store.close();
    expect(await sharedFiles.defects(file)).toEqual([]);
  });
});

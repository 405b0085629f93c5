import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { pbkdf2Passwords } from '../../src/shared/password.ts';
import { isSameSecret, randomHex, sha256Hex } from '../../src/shared/secret.ts';
import { cryptographicBytes } from '../../src/shared/web.ts';
import { runs } from '../support/setup.ts';

describe('chance', () => {
  it('comes as lower-case hex, two digits a byte', () => {
    expect(randomHex((length) => new Uint8Array(length).fill(0xab), 3)).toBe('ababab');
    expect(randomHex(() => new Uint8Array([0, 1, 255]), 3)).toBe('0001ff');
  });

  it.each([
    ['too few', () => new Uint8Array(2)],
    ['too many', () => new Uint8Array(4)],
    ['none', () => undefined as unknown as Uint8Array],
    ['something like bytes', () => [1, 2, 3] as unknown as Uint8Array],
  ])('that gives %s bytes is a bug', (_, source) => {
    expect(() => randomHex(source, 3)).toThrow(
      'Cannot use the random source: random(3) must return a Uint8Array of 3 bytes',
    );
  });

  it('differs from draw to draw', () => {
    const drawn = Array.from({ length: 20 }, () => randomHex(cryptographicBytes, 16));
    expect(new Set(drawn).size).toBe(20);
    for (const hex of drawn) expect(hex).toMatch(/^[0-9a-f]{32}$/);
  });

  it('is asked of the platform for 4,096 bytes at a time', () => {
    cryptographicBytes(4096);
    const source = vi.spyOn(globalThis.crypto, 'getRandomValues');
    for (let draw = 1; draw <= 3; draw += 1) cryptographicBytes(2048);
    expect(source.mock.calls.map(([bytes]) => bytes?.byteLength)).toEqual([4096, 4096]);
    source.mockRestore();
  });
});

describe('a digest', () => {
  it('is SHA-256 of the UTF-8 text', () => {
    expect(sha256Hex('')).toBe('e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855');
    expect(sha256Hex('abc')).toBe('ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad');
    expect(sha256Hex('é')).toBe('4a99557e4033c3539de2eb65472017cad5f9557f7a0625a09f1c3f6e2ba69c4c');
  });
});

describe('two secrets', () => {
  it.each([
    ['', '', true],
    ['abc', 'abc', true],
    ['abc', 'abd', false],
    ['abc', 'ab', false],
    ['ab', 'abc', false],
    ['aa', 'a', false],
    ['', 'a', false],
    ['a', '', false],
    ['bac', 'abc', false],
  ])('%j and %j are the same: %s', (a, b, isSame) => {
    expect(isSameSecret(a, b)).toBe(isSame);
  });
});

describe('the hash of a password', () => {
  const passwords = pbkdf2Passwords({ iterations: 2 });
  const salt = (length: number) => new Uint8Array(length).fill(7);

  it.each([0, -1, 1.5, Number.NaN, 2 ** 32, '3'])('takes no %s iterations', (iterations) => {
    expect(() => pbkdf2Passwords({ iterations: iterations as number })).toThrow(RangeError);
  });

  it('is PBKDF2 with SHA-256, and says how it was made', async () => {
    const hash = await passwords.hash('sesame', salt);
    expect(hash).toMatch(/^pbkdf2-sha256\$2\$(07){16}\$[0-9a-f]{64}$/);
    // What another implementation makes of the same.
    const { pbkdf2Sync } = await import('node:crypto');
    const expected = pbkdf2Sync('sesame', salt(16), 2, 32, 'sha256').toString('hex');
    expect(hash.split('$').at(-1)).toBe(expected);
  });

  it('matches its password and no other', async () => {
    const hash = await passwords.hash('sésame', salt);
    expect(await passwords.matches('sésame', hash)).toBe(true);
    expect(await passwords.matches('sesame', hash)).toBe(false);
    expect(await passwords.matches('', hash)).toBe(false);
    const slower = await pbkdf2Passwords({ iterations: 1234 }).hash('sésame', salt);
    expect(await passwords.matches('sésame', slower)).toBe(true);
  });

  it.each([
    '',
    'sesame',
    'scrypt$1$2',
    'pbkdf2-sha256$2$07$00',
    'x',
    `pbkdf2-sha256$x$${'07'.repeat(16)}$${'0'.repeat(64)}`,
  ])('is not %j, which matches nothing', async (hash) => {
    expect(await passwords.matches('sesame', hash)).toBe(false);
    const good = await passwords.hash('sesame', salt);
    expect(await passwords.matches('sesame', ` ${good}`)).toBe(false);
    expect(await passwords.matches('sesame', `${good}0`)).toBe(false);
  });

  it.each([0, 6_000_001, 4_294_967_295, 9_999_999_999])(
    'matches nothing if it says that it took %s rounds',
    async (rounds) => {
      const hash = `pbkdf2-sha256$${rounds}$${'07'.repeat(16)}$${'0'.repeat(64)}`;
      expect(await passwords.matches('sesame', hash)).toBe(false);
    },
    1000,
  );

  it('may be any text whatever, which matches nothing and throws nothing', async () => {
    const hexOf = (length: number) =>
      fc.string({ unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length });
    const rounds = fc.oneof(
      fc.constantFrom('', '0', '00', '-1', '1.5', '1e3', 'x', '6000001', '4294967296', '9999999999', '1'),
      fc.nat({ max: 3 }).map(String),
      fc.bigInt({ min: 6_000_001n }).map(String),
    );
    const anyHash = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc
        .tuple(fc.constantFrom('pbkdf2-sha256', 'pbkdf2-sha1'), rounds, hexOf(32), hexOf(64))
        .map((parts) => parts.join('$')),
    );
    const property = fc.asyncProperty(anyHash, fc.string({ unit: 'binary' }), async (hash, password) => {
      expect(await passwords.matches(password, hash)).toBe(false);
    });
    await fc.assert(property, { numRuns: runs(100) });
  }, 10_000);

  it('takes 600,000 rounds by default', async () => {
    expect(await pbkdf2Passwords().hash('sesame', salt)).toMatch(/^pbkdf2-sha256\$600000\$/);
  });
});

/**
 * Passwords: what people choose, and the slow salted hash that is stored in their place.
 *
 * @module
 */

import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { textOf } from './fields.ts';
import { Problem, type Reader } from './input.ts';
import { isSameSecret, type Random, randomHex } from './secret.ts';
import { pbkdf2Sha256 } from './web.ts';

/**
 * A password's hash with all that is needed to check it, 1 to {@link passwordHashLengthMax} characters long:
 * `pbkdf2-sha256$<iterations>$<salt>$<hash>` by default.
 */
export type PasswordHash = string;

/** The most UTF-16 code units of a hash, whatever hasher made it. */
export const passwordHashLengthMax = 1000;

/** Reads a hash of any hasher. */
export const readPasswordHash: Reader<PasswordHash> = textOf(passwordHashLengthMax);

/** Turns passwords into hashes. Both are slow on purpose and run before a transact, never inside. */
export interface PasswordHasher {
  /** A hash of the password, with a salt from `random`. */
  hash(password: string, random: Random): Promise<PasswordHash>;
  /**
   * Whether the password is the one that was hashed; false for a hash of another kind. The hash may be any text: an
   * import lets in whatever the file says.
   */
  matches(password: string, hash: PasswordHash): Promise<boolean>;
}

// OWASP's figure for PBKDF2 with SHA-256.
const iterationsDefault = 600_000;

/** The most rounds that {@link pbkdf2Passwords} makes or compares: ten times the default, some seconds a password. */
export const pbkdf2IterationsMax = 6_000_000;

const hashPattern = /^pbkdf2-sha256\$(\d{1,10})\$([0-9a-f]{32})\$([0-9a-f]{64})$/;

/**
 * Hashes with the platform's own PBKDF2-SHA-256, off the main thread; a hash takes some tenths of a second.
 *
 * A hash that is made takes 600,000 rounds unless told otherwise, and at most {@link pbkdf2IterationsMax}; some edge
 * runtimes allow no more than 100,000. A hash that says that it took more than the most matches nothing.
 */
export function pbkdf2Passwords({
  iterations = iterationsDefault,
}: {
  iterations?: number;
} = {}): PasswordHasher {
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > pbkdf2IterationsMax) {
    throw new RangeError(
      `Cannot hash with ${iterations} iterations: it must be a whole number from 1 to ${pbkdf2IterationsMax}`,
    );
  }
  const derive = async (password: string, salt: string, rounds: number): Promise<string> =>
    bytesToHex(await pbkdf2Sha256(utf8ToBytes(password), hexToBytes(salt), rounds));

  return {
    async hash(password, random) {
      const salt = randomHex(random, 16);
      return `pbkdf2-sha256$${iterations}$${salt}$${await derive(password, salt, iterations)}`;
    },

    async matches(password, hash) {
      const parts = hashPattern.exec(hash);
      if (!parts) return false;
      const [, digits, salt = '', expected = ''] = parts;
      const rounds = Number(digits);
      // Whoever wrote the hash must not say how long the server works.
      if (rounds < 1 || rounds > pbkdf2IterationsMax) return false;
      return isSameSecret(await derive(password, salt, rounds), expected);
    },
  };
}

/** A hasher whose hashes are such as can be stored, exported and imported. One that makes others throws. */
export function checkedPasswords(passwords: PasswordHasher): PasswordHasher {
  return {
    async hash(password, random) {
      const hash = await passwords.hash(password, random);
      const read = readPasswordHash(hash);
      if (!(read instanceof Problem)) return read;
      const reasons = read.found.map(([, reason]) => reason).join(', ');
      throw new TypeError(`Cannot store what passwords.hash made: a hash ${reasons}`);
    },
    matches: (password, hash) => passwords.matches(password, hash),
  };
}

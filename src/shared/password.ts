/**
 * Passwords: what people choose, and the slow salted hash that is stored in their place.
 *
 * @module
 */

import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { isSameSecret, type Random, randomHex } from './secret.ts';
import { pbkdf2Sha256 } from './web.ts';

/** A password's hash with all that is needed to check it: `pbkdf2-sha256$<iterations>$<salt>$<hash>` by default. */
export type PasswordHash = string;

/** Turns passwords into hashes. Both are slow on purpose and run before a transact, never inside. */
export interface PasswordHasher {
  /** A hash of the password, with a salt from `random`. */
  hash(password: string, random: Random): Promise<PasswordHash>;
  /** Whether the password is the one that was hashed; false for a hash of another kind. */
  matches(password: string, hash: PasswordHash): Promise<boolean>;
}

// OWASP's figure for PBKDF2 with SHA-256.
const iterationsDefault = 600_000;

// WebCrypto takes no more.
const iterationsMax = 2 ** 32 - 1;

const hashPattern = /^pbkdf2-sha256\$(\d{1,10})\$([0-9a-f]{32})\$([0-9a-f]{64})$/;

/**
 * Hashes with the platform's own PBKDF2-SHA-256, off the main thread; a hash takes some tenths of a second.
 *
 * A hash that is made takes 600,000 rounds unless told otherwise; some edge runtimes allow no more than 100,000.
 */
export function pbkdf2Passwords({
  iterations = iterationsDefault,
}: {
  iterations?: number;
} = {}): PasswordHasher {
  if (!Number.isInteger(iterations) || iterations < 1 || iterations > iterationsMax) {
    throw new RangeError(
      `Cannot hash with ${iterations} iterations: it must be a whole number from 1 to ${iterationsMax}`,
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
      const [, rounds, salt = '', expected = ''] = parts;
      return isSameSecret(await derive(password, salt, Number(rounds)), expected);
    },
  };
}

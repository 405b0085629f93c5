/**
 * Secrets: random texts that prove something, and the digests that are stored in their place.
 *
 * A secret of 120 random bits or more needs no salt and no slow hash: nobody guesses it. Whoever reads the store finds
 * SHA-256 digests, which authenticate nobody.
 *
 * @module
 */

import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** So many random bytes, from a cryptographic source. */
export type Random = (length: number) => Uint8Array;

/** So many random bytes as lower-case hex. A source that returns another number of bytes is a bug and throws. */
export function randomHex(random: Random, length: number): string {
  const bytes = random(length);
  if (!(bytes instanceof Uint8Array) || bytes.length !== length) {
    throw new TypeError(
      `Cannot use the random source: random(${length}) must return a Uint8Array of ${length} bytes`,
    );
  }
  return bytesToHex(bytes);
}

/** The SHA-256 digest of a text, as 64 lower-case hex digits. */
export function sha256Hex(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text)));
}

/** Whether two texts are the same, in a time that does not tell where they differ. */
export function isSameSecret(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < a.length; index += 1)
    difference |= a.charCodeAt(index) ^ b.charCodeAt(index % b.length);
  return difference === 0;
}

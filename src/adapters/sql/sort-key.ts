/**
 * Sort keys: texts as bytes whose order is the order of code units.
 *
 * No collation orders as JavaScript does: by UTF-8, U+1F600 comes after U+FFFD, in code units before. The bytes of
 * UTF-16, higher byte first, compare as the code units do, on every database that compares bytes.
 *
 * @module
 */

/** The key to sort a text by. */
export function sortKeyOf(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    bytes[index * 2] = unit >>> 8;
    bytes[index * 2 + 1] = unit & 0xff;
  }
  return bytes;
}

/** The smallest key behind all that begin with this one; undefined if there is none. */
export function endOfPrefix(key: Uint8Array): Uint8Array | undefined {
  for (let last = key.length - 1; last >= 0; last -= 1) {
    const byte = key[last] ?? 0;
    if (byte < 0xff) {
      const end = key.slice(0, last + 1);
      end[last] = byte + 1;
      return end;
    }
  }
  return undefined;
}

/**
 * Text: what counts as storable text, and the key under which names are sorted and searched.
 *
 * Lengths are UTF-16 code units, so most emoji count two, as documented by CometChat.
 *
 * @module
 */

// In unicode mode a surrogate class matches only what stands alone: half a character.
const unstorable = /[\0\ud800-\udfff]/u;

/** Whether a text is well-formed Unicode without U+0000, which is what every store can return unchanged. */
export function isStorableText(text: string): boolean {
  return !unstorable.test(text);
}

/**
 * The form of a name in which it is sorted and searched: lower case, compared in code units.
 *
 * Stores sort by this key and never by a collation, so that every store has one order.
 */
export function nameKeyOf(name: string): string {
  // The small sigma of a word's end depends on what follows, which a prefix does not have.
  return name.toLowerCase().replaceAll('ς', 'σ');
}

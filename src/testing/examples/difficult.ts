/**
 * Difficult values: ids, texts and JSON at which stores have gone wrong, and which must come back as they are.
 *
 * @module
 */

/** Ids that are names of something in JavaScript, or of nothing. */
export const difficultIds = ['__proto__', 'constructor', 'null', '-', '0'] as const;

/** A composed and a decomposed letter, characters of two units, right-to-left text with its marks, quotes and controls. */
export const difficultText =
  'é e\u0301 😀 👩‍👩‍👧 \u202eابجد\u200f İı ẞß ς \' " \\ % _ ; -- $1 ? \u0001\n\t\ufeff|';

/** A text of exactly so many UTF-16 code units. */
export function longText(length: number): string {
  return `${difficultText}${'田'.repeat(length - difficultText.length)}`;
}

/** JSON whose keys mean something in JavaScript; parsed, since a literal would set the prototype. */
export const difficultJson: object = JSON.parse(
  '{"__proto__":{"a":null},"constructor":[[1,[2]],{}],"":" ","toJSON":1e308,"e\\u0301":-1.5,"😀":false}',
);

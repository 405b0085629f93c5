/**
 * JSON objects from strangers: metadata, and what a client says about itself.
 *
 * The object that is kept is a frozen copy built here, key by key, so that nothing of the caller's (a getter, a
 * prototype, a later change) reaches the store. The walk stops as soon as the size is certain to be exceeded.
 *
 * @module
 */

import { Problem, type Reader } from './input.ts';
import { isStorableText } from './text.ts';

/** Anything that JSON can express. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of JSON values. */
export interface JsonObject {
  readonly [key: string]: JsonValue;
}

/** The most bytes of an object's compact UTF-8 JSON: 5 KB. */
export const jsonBytesMax = 5120;

/** The deepest that objects and arrays may nest, the outermost counted. */
export const jsonDepthMax = 32;

/** How many bytes a well-formed text takes in UTF-8. */
function utf8Length(text: string): number {
  let bytes = text.length;
  for (let index = 0; index < text.length; index += 1) {
    const unit = text.charCodeAt(index);
    // Each half of a surrogate pair counts two, four together.
    if (unit > 0x7f) bytes += unit > 0x7ff && (unit < 0xd800 || unit > 0xdfff) ? 2 : 1;
  }
  return bytes;
}

/** Copies one value; stops at the first thing that JSON cannot hold, and tells it. */
class JsonCopier {
  /** What stopped the copying. Whatever else is thrown was thrown by a getter or a proxy of the caller's. */
  problem: Problem | undefined = undefined;
  #budget = jsonBytesMax;

  copy(value: unknown, path: string, depth: number): JsonValue {
    this.#spend(1);
    if (typeof value === 'string') return this.#text(value, path);
    if (typeof value === 'boolean' || value === null) return value;
    if (typeof value === 'number') return this.#number(value, path);
    if (typeof value !== 'object') return this.#refuse(path, `must be JSON, not ${typeof value}`);
    if (depth > jsonDepthMax) this.#refuse(path, `must not nest deeper than ${jsonDepthMax} levels`);
    return Array.isArray(value) ? this.#array(value, path, depth) : this.#object(value, path, depth);
  }

  #number(value: number, path: string): number {
    if (!Number.isFinite(value)) this.#refuse(path, 'must be a finite number');
    // JSON has one zero.
    return value === 0 ? 0 : value;
  }

  #array(value: readonly unknown[], path: string, depth: number): readonly JsonValue[] {
    const length: unknown = value.length;
    // A proxy may say anything, and the budget below must stay a number.
    if (!isLength(length)) return this.#refuse(path, 'cannot be read');
    this.#spend(length);
    const copy: JsonValue[] = [];
    for (let index = 0; index < length; index += 1)
      copy.push(this.copy(value[index], join(path, index), depth + 1));
    return Object.freeze(copy);
  }

  #object(value: object, path: string, depth: number): JsonObject {
    // A plain object has no prototype, or one that has none: Object.prototype, of this realm or another.
    const prototype: unknown = Object.getPrototypeOf(value);
    if (prototype !== null && Object.getPrototypeOf(prototype) !== null) {
      this.#refuse(path, 'must be a plain object');
    }
    const copy: Record<string, JsonValue> = {};
    for (const key of Object.keys(value)) {
      this.#text(key, path);
      const item = this.copy((value as Record<string, unknown>)[key], join(path, key), depth + 1);
      // Assigning to `__proto__` would set the prototype; defining makes it a key like any other.
      if (key === '__proto__') Object.defineProperty(copy, key, { value: item, enumerable: true });
      else copy[key] = item;
    }
    return Object.freeze(copy);
  }

  #text(text: string, path: string): string {
    this.#spend(text.length + 2);
    if (!isStorableText(text)) this.#refuse(path, 'must be well-formed Unicode without U+0000');
    return text;
  }

  #refuse(path: string, reason: string): never {
    this.problem = new Problem([[path, reason]]);
    throw this.problem;
  }

  #spend(bytes: number): void {
    this.#budget -= bytes;
    // Never refuses what the exact count below would accept: no part is charged more than twice what it takes.
    if (this.#budget < -jsonBytesMax) this.#refuse('', tooLarge);
  }
}

function isLength(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

const tooLarge = `must be at most ${jsonBytesMax} bytes of compact JSON`;

function join(path: string, key: string | number): string {
  return path === '' ? `${key}` : `${path}.${key}`;
}

/** Reads a JSON object of at most {@link jsonBytesMax} bytes and {@link jsonDepthMax} levels, as a frozen copy. */
export const readJsonObject: Reader<JsonObject> = (value) => {
  if (typeof value !== 'object' || value === null) return new Problem('must be an object');
  const copier = new JsonCopier();
  try {
    const copy = copier.copy(value, '', 1);
    if (Array.isArray(copy)) return new Problem('must be an object');
    if (utf8Length(JSON.stringify(copy)) > jsonBytesMax) return new Problem(tooLarge);
    // SAFETY: an object that is neither null nor an array was copied as an object.
    return copy as JsonObject;
  } catch {
    // What was thrown is not looked at: it may be a proxy that throws again.
    return copier.problem ?? new Problem('cannot be read');
  }
};

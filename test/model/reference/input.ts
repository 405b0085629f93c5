/**
 * What is wrong with an input, said the long way.
 *
 * @module
 */
import { isDeepStrictEqual } from 'node:util';
import { type Outcome, refused } from '../reference-model.ts';

const idCharacters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-';

/** Collects the paths of all that is wrong. Each method returns what the value means if nothing is. */
export class Inspector {
  readonly paths = new Set<string>();

  get foundAny(): boolean {
    return this.paths.size > 0;
  }

  /** The refusal, its details cut down to their paths. */
  refusal(): Outcome {
    return refused('ERR_BAD_REQUEST', { details: [...this.paths].sort() });
  }

  require(path: string, isFine: boolean): void {
    if (!isFine) this.paths.add(path);
  }

  /** Whether nothing was found wrong with a field, nor with anything in it. */
  isFine(path: string): boolean {
    return ![...this.paths].some((found) => found === path || found.startsWith(`${path}.`));
  }

  id(path: string, value: unknown): string {
    const isFine =
      typeof value === 'string' &&
      value.length >= 1 &&
      value.length <= 100 &&
      [...value].every((character) => idCharacters.includes(character));
    this.require(path, isFine);
    return isFine ? value.toLowerCase() : '';
  }

  ids(path: string, value: unknown): string[] {
    if (!Array.isArray(value) || value.length < 1 || value.length > 1000) {
      this.paths.add(path);
      return [];
    }
    const ids = [...new Set(value.map((item, index) => this.id(`${path}.${index}`, item)))];
    if (this.isFine(path)) this.require(path, ids.length <= 25);
    return ids;
  }

  /** Text as it is written. */
  text(path: string, value: unknown, max: number): string {
    const isFine = isStorable(value) && value.length >= 1 && value.length <= max;
    this.require(path, isFine);
    return isFine ? value : '';
  }

  /** Text without the white space around it. */
  trimmed(path: string, value: unknown, max: number): string {
    return this.text(path, typeof value === 'string' ? value.trim() : value, max);
  }

  /** The password of a group; an empty one is none. */
  password(path: string, value: unknown): string {
    return value === '' ? '' : this.text(path, value, 100);
  }

  url(path: string, value: unknown, max: number): string {
    const isFine =
      isStorable(value) &&
      value.length <= max &&
      /^https?:\/\/./i.test(value) &&
      !/\s/.test(value) &&
      URL.canParse(value);
    this.require(path, isFine);
    return isFine ? value : '';
  }

  tags(path: string, value: unknown): string[] {
    if (!Array.isArray(value)) {
      this.paths.add(path);
      return [];
    }
    const tags = [...new Set(value.map((item, index) => this.trimmed(`${path}.${index}`, item, 100)))];
    this.require(path, tags.length <= 25);
    return tags;
  }

  metadata(path: string, value: unknown): Record<string, unknown> {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      this.paths.add(path);
      return {};
    }
    for (const [key, item] of Object.entries(value)) {
      const isJson = isDeepStrictEqual(JSON.parse(JSON.stringify([item])), [item]);
      this.require(`${path}.${key}`, isJson);
    }
    this.require(path, Buffer.byteLength(JSON.stringify(value)) <= 5120);
    return structuredClone(value) as Record<string, unknown>;
  }

  word<W extends string>(path: string, value: unknown, words: readonly W[]): W {
    this.require(
      path,
      words.some((word) => word === value),
    );
    return value as W;
  }

  boolean(path: string, value: unknown): boolean {
    this.require(path, value === true || value === false);
    return value === true;
  }

  integer(path: string, value: unknown, min: number, max: number): number {
    const isFine = typeof value === 'number' && Math.floor(value) === value && value >= min && value <= max;
    this.require(path, isFine);
    return value as number;
  }
}

/** Runs a check only where a value was given. */
export function ifGiven<T>(value: unknown, check: (value: unknown) => T): T | undefined {
  return value === undefined ? undefined : check(value);
}

function isStorable(value: unknown): value is string {
  if (typeof value !== 'string' || value.includes('\0')) return false;
  try {
    encodeURIComponent(value);
    return true;
  } catch {
    return false;
  }
}

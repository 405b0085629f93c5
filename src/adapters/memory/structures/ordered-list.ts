/**
 * A sorted list that stays fast when it is long.
 *
 * The items stand in chunks of some hundreds, the chunks in groups of some hundreds, and both are plain
 * arrays: a change moves a few hundred pointers, whether the list holds a thousand items or twenty million,
 * and the position of an item is a sum over groups and chunks, not over items.
 *
 * One rule keeps the chunks from wearing down: two neighbours that fit into half a chunk become one. A chunk
 * that was just split or joined is then half a chunk of changes away from being joined or split again.
 *
 * @module
 */

/** Hands out items one by one. */
export interface Walk<T> {
  /** The next item, or `undefined` when there is none left. */
  next(): T | undefined;
}

/** How an ordered list is made. */
export interface OrderedListOptions<T> {
  /**
   * Two numbers for each item, of which the first never falls from one item to a later one, nor the second while the
   * first stays. Where they differ the items need not be compared, nor fetched from wherever in memory they are.
   */
  readonly headOf?: (item: T, part: 0 | 1) => number;
  /** The most items in a chunk, and the most chunks in a group; at least 2. Tests change it, to meet every edge. */
  readonly chunkMax?: number;
}

interface Version {
  changes: number;
}

/** Distinct items in ascending order; `undefined` cannot be one. */
export class OrderedList<T> {
  readonly #compare: (a: T, b: T) => number;
  readonly #headOf: (item: T, part: 0 | 1) => number;
  readonly #chunkMax: number;
  readonly #groups: T[][][] = [];
  /**
   * By group, two numbers for each chunk, by which it is looked for: those of an item behind which it ends. They are
   * taken when a chunk is split; what is removed later need not be followed, and the last chunk of all needs none.
   */
  readonly #ends: number[][] = [];
  /** How many items each group holds. */
  readonly #sizes: number[] = [];
  #size = 0;
  /** Counts the changes, so that walks see them. */
  readonly #version: Version = { changes: 0 };

  // Where the last search ended: fields, so that a search allocates no answer.
  #group = 0;
  #chunk = 0;
  #index = 0;

  /** `compare` must be a total order; two items that it calls equal are the same item. */
  constructor(
    compare: (a: T, b: T) => number,
    { headOf = () => 0, chunkMax = 64 }: OrderedListOptions<T> = {},
  ) {
    this.#compare = compare;
    this.#headOf = headOf;
    this.#chunkMax = chunkMax;
  }

  /** How many items the list holds. */
  get size(): number {
    return this.#size;
  }

  /** How many chunks the items stand in: a measure of the memory they take. */
  get chunks(): number {
    return this.#groups.reduce((sum, chunks) => sum + chunks.length, 0);
  }

  /** Puts an item in its place. Throws when the list holds an equal one. */
  add(item: T): void {
    const next = this.#seekPlace(item);
    if (next !== undefined && this.#compare(next, item) === 0)
      throw new Error('OrderedList: item added twice');

    if (this.#size === 0) {
      this.#groups.push([[]]);
      this.#ends.push([0, 0]);
      this.#sizes.push(0);
    }
    // SAFETY: a search ends at a chunk that exists, once there is one.
    const chunks = this.#groups[this.#group]!;
    const chunk = chunks[this.#chunk]!;
    if (this.#index === chunk.length) chunk.push(item);
    else chunk.splice(this.#index, 0, item);
    this.#sizes[this.#group]! += 1;
    this.#size += 1;
    this.#version.changes += 1;
    if (chunk.length <= this.#chunkMax) return;

    // At either end only the new item moves out, so that what is added in order leaves full chunks behind.
    let left = Math.ceil(chunk.length / 2);
    if (next === undefined) left = this.#chunkMax;
    else if (this.#group === 0 && this.#chunk === 0 && this.#index === 0) left = 1;

    split(chunks, this.#chunk, left);
    const end = last(chunks[this.#chunk]!);
    this.#ends[this.#group]!.splice(2 * this.#chunk, 0, this.#headOf(end, 0), this.#headOf(end, 1));
    if (chunks.length <= this.#chunkMax) return;
    split(this.#groups, this.#group, left);
    split(this.#ends, this.#group, 2 * left);
    this.#sizes.splice(this.#group, 1, this.#count(this.#group), this.#count(this.#group + 1));
  }

  /** Removes the item that compares equal to `item`. Returns whether there was one. */
  remove(item: T): boolean {
    const found = this.#seekItem(item);
    if (found === undefined || this.#compare(found, item) !== 0) return false;

    // SAFETY: a search that found an item ended where it stands.
    const chunks = this.#groups[this.#group]!;
    const chunk = chunks[this.#chunk]!;
    chunk.splice(this.#index, 1);
    this.#sizes[this.#group]! -= 1;
    this.#size -= 1;
    this.#version.changes += 1;

    if (chunk.length === 0) {
      chunks.splice(this.#chunk, 1);
      this.#ends[this.#group]!.splice(2 * this.#chunk, 2);
    } else if (!this.#joinChunks(this.#group, this.#chunk)) return true;

    if (chunks.length === 0) {
      this.#groups.splice(this.#group, 1);
      this.#ends.splice(this.#group, 1);
      this.#sizes.splice(this.#group, 1);
      return true;
    }
    const joined = join(this.#groups, this.#group, this.#chunkMax);
    if (joined < 0) return true;
    this.#ends.splice(joined, 2, this.#ends[joined]!.concat(this.#ends[joined + 1]!));
    this.#sizes.splice(joined, 2, this.#count(joined));
    // The chunks at which the groups met are neighbours only now.
    for (let at = this.#groups[joined]!.length - 1; at > 0; at -= 1) this.#joinChunks(joined, at);
    return true;
  }

  /**
   * Walks upwards from the first item for which `from` is true, by default from the first of all. `from` must
   * be false up to some item and true from there on. The walk throws once the list has changed.
   */
  walk(from: (item: T) => boolean = () => true): Walk<T> {
    this.#seek(isReached, from);
    return this.#walkFromHere(false);
  }

  /**
   * Walks downwards from the last item for which `from` is true, by default from the last of all. `from` must be
   * true up to some item and false from there on. The walk throws once the list has changed.
   */
  walkBack(from: (item: T) => boolean = () => true): Walk<T> {
    this.#seek(isPassed, from);
    return this.#walkFromHere(true);
  }

  /** How many items lie before the first one for which `from` is true, `from` being as for {@link walk}. */
  rank(from: (item: T) => boolean): number {
    this.#seek(isReached, from);
    let rank = this.#index;
    for (let group = 0; group < this.#group; group += 1) rank += this.#sizes[group]!;
    const chunks = this.#groups[this.#group];
    for (let chunk = 0; chunk < this.#chunk; chunk += 1) rank += chunks![chunk]!.length;
    return rank;
  }

  /** As {@link #seekItem}, but looks at the end first: most lists grow there. */
  #seekPlace(item: T): T | undefined {
    const chunks = this.#groups.at(-1);
    const chunk = chunks?.at(-1);
    if (!chunks || !chunk || this.#compare(last(chunk), item) >= 0) return this.#seekItem(item);
    this.#group = this.#groups.length - 1;
    this.#chunk = chunks.length - 1;
    this.#index = chunk.length;
    return undefined;
  }

  /** Finds the item that compares equal to `item`, or the first that is greater, or else the place behind the last. */
  #seekItem(item: T): T | undefined {
    const head = this.#headOf(item, 0);
    const tail = this.#headOf(item, 1);
    const groups = this.#groups;
    let group = 0;
    for (let high = groups.length - 1; group < high; ) {
      const middle = (group + high) >>> 1;
      if (this.#endsBefore(middle, groups[middle]!.length - 1, head, tail, item)) group = middle + 1;
      else high = middle;
    }
    let chunk = 0;
    for (let high = (groups[group]?.length ?? 0) - 1; chunk < high; ) {
      const middle = (chunk + high) >>> 1;
      if (this.#endsBefore(group, middle, head, tail, item)) chunk = middle + 1;
      else high = middle;
    }
    return this.#seekWithin(group, chunk, this.#compare, item);
  }

  /** Whether a chunk ends before an item, whose numbers are given along. */
  #endsBefore(group: number, chunk: number, head: number, tail: number, item: T): boolean {
    const ends = this.#ends[group]!;
    if (ends[2 * chunk] !== head) return ends[2 * chunk]! < head;
    if (ends[2 * chunk + 1] !== tail) return ends[2 * chunk + 1]! < tail;
    return this.#compare(last(this.#groups[group]![chunk]!), item) < 0;
  }

  /** Finds the first item that `compare` does not call less than `key`, or else the place behind the last. */
  #seek<K>(compare: (item: T, key: K) => number, key: K): T | undefined {
    // SAFETY: no group and no chunk is empty, and every index below is between bounds.
    const groups = this.#groups;
    let group = 0;
    for (let high = groups.length - 1; group < high; ) {
      const middle = (group + high) >>> 1;
      if (compare(last(last(groups[middle]!)), key) >= 0) high = middle;
      else group = middle + 1;
    }
    let chunk = 0;
    for (let high = (groups[group]?.length ?? 0) - 1; chunk < high; ) {
      const middle = (chunk + high) >>> 1;
      if (compare(last(groups[group]![middle]!), key) >= 0) high = middle;
      else chunk = middle + 1;
    }
    return this.#seekWithin(group, chunk, compare, key);
  }

  /** Ends a search in the chunk where it must end. */
  #seekWithin<K>(group: number, chunk: number, compare: (item: T, key: K) => number, key: K): T | undefined {
    const items = this.#groups[group]?.[chunk] ?? [];
    let index = 0;
    for (let high = items.length; index < high; ) {
      const middle = (index + high) >>> 1;
      if (compare(items[middle]!, key) >= 0) high = middle;
      else index = middle + 1;
    }
    this.#group = group;
    this.#chunk = chunk;
    this.#index = index;
    return items[index];
  }

  /** Joins a chunk to a neighbour if both fit into half a chunk. Returns whether it did. */
  #joinChunks(group: number, chunk: number): boolean {
    const joined = join(this.#groups[group]!, chunk, this.#chunkMax);
    // What ends the second chunk ends both.
    if (joined >= 0) this.#ends[group]!.splice(2 * joined, 2);
    return joined >= 0;
  }

  #walkFromHere(isBack: boolean): Walk<T> {
    return new ListWalk(this.#groups, [this.#group, this.#chunk, this.#index], this.#version, isBack);
  }

  #count(group: number): number {
    return this.#groups[group]!.reduce((sum, chunk) => sum + chunk.length, 0);
  }
}

class ListWalk<T> implements Walk<T> {
  readonly #groups: readonly (readonly T[][])[];
  readonly #isBack: boolean;
  #group: number;
  #chunk: number;
  /** Between two items: the next one is behind it, or before it on the way back. */
  #index: number;
  #items: readonly T[];
  readonly #version: Version;
  readonly #changes: number;

  constructor(
    groups: readonly (readonly T[][])[],
    [group, chunk, index]: readonly [number, number, number],
    version: Version,
    isBack: boolean,
  ) {
    this.#groups = groups;
    this.#isBack = isBack;
    this.#group = group;
    this.#chunk = chunk;
    this.#index = index;
    this.#items = groups[group]?.[chunk] ?? [];
    this.#version = version;
    this.#changes = version.changes;
  }

  next(): T | undefined {
    if (this.#version.changes !== this.#changes) throw new Error('OrderedList: changed during a walk');
    return this.#isBack ? this.#stepBack() : this.#step();
  }

  #step(): T | undefined {
    if (this.#index === this.#items.length) {
      this.#chunk += 1;
      if (this.#chunk === this.#groups[this.#group]?.length) {
        this.#group += 1;
        this.#chunk = 0;
      }
      this.#items = this.#groups[this.#group]?.[this.#chunk] ?? [];
      this.#index = 0;
    }
    const item = this.#items[this.#index];
    if (item !== undefined) this.#index += 1;
    return item;
  }

  #stepBack(): T | undefined {
    if (this.#index === 0) {
      this.#chunk -= 1;
      if (this.#chunk < 0) {
        this.#group -= 1;
        this.#chunk = (this.#groups[this.#group]?.length ?? 0) - 1;
      }
      this.#items = this.#groups[this.#group]?.[this.#chunk] ?? [];
      this.#index = this.#items.length;
    }
    const item = this.#items[this.#index - 1];
    if (item !== undefined) this.#index -= 1;
    return item;
  }
}

/** Lets a search follow a predicate as if it compared. */
function isReached<T>(item: T, from: (item: T) => boolean): number {
  return from(item) ? 0 : -1;
}

/** As {@link isReached}, for a predicate that is true up to the place that is looked for. */
function isPassed<T>(item: T, from: (item: T) => boolean): number {
  return from(item) ? -1 : 0;
}

function last<E>(row: readonly E[]): E {
  return row[row.length - 1]!;
}

/** Cuts the row at `at` in two, `left` elements before the cut. */
function split<E>(rows: E[][], at: number, left: number): void {
  const row = rows[at]!;
  rows.splice(at, 1, row.slice(0, left), row.slice(left));
}

/** Joins the row at `at` to a neighbour if both fit into half a row. Returns where, or -1. */
function join<E>(rows: E[][], at: number, rowMax: number): number {
  for (const left of [at - 1, at]) {
    const a = rows[left];
    const b = rows[left + 1];
    if (a === undefined || b === undefined || a.length + b.length > rowMax / 2) continue;
    rows.splice(left, 2, a.concat(b));
    return left;
  }
  return -1;
}

/**
 * The union of several walks in ascending order. An item that stands in more than one of them comes once.
 * Meant for a few dozen walks: each step looks at all of them.
 */
export function mergeWalks<T>(walks: readonly Walk<T>[], compare: (a: T, b: T) => number): Walk<T> {
  const [only] = walks;
  if (walks.length === 1 && only !== undefined) return only;

  const open: Walk<T>[] = [];
  const heads: T[] = [];
  for (const walk of walks) {
    const head = walk.next();
    if (head === undefined) continue;
    open.push(walk);
    heads.push(head);
  }

  const advance = (at: number): boolean => {
    const head = open[at]!.next();
    if (head !== undefined) {
      heads[at] = head;
      return true;
    }
    open.splice(at, 1);
    heads.splice(at, 1);
    return false;
  };

  return {
    next: () => {
      let least = 0;
      let at = 1;
      while (at < heads.length) {
        const order = compare(heads[at]!, heads[least]!);
        if (order < 0) least = at;
        // An equal head is let go here; the one behind it is greater, so it cannot be the least.
        if (order !== 0 || advance(at)) at += 1;
      }
      const item = heads[least];
      if (item !== undefined) advance(least);
      return item;
    },
  };
}

/**
 * SHA-256 digests, each in a numbered slot of 32 bytes, found by open addressing.
 *
 * The digests lie in a column; 256 shards, chosen by a digest's first byte, hold slot numbers beside four
 * more bytes of each digest. So a shard grows alone and without looking at a digest, no step is long, and
 * most searches touch one cell and one digest. What is removed leaves nothing behind: the cells after it
 * move up, and its slot is the next to be given out.
 *
 * A digest is its own hash. Digests chosen to share the bytes used here make the table slow, never wrong:
 * a match is a match of all 32 bytes.
 *
 * @module
 */

import { Uint32Column } from './paged-columns.ts';

const shardCount = 256;
const digestWords = 8;
const slotsMax = 2 ** 32 / digestWords;

/** Every shard's cells before its first digest: one free cell, never written to. */
const noCells = new Uint32Array(2);

const notHex = 16;
const hexValues = new Uint8Array(128).fill(notHex);
for (let value = 0; value < 16; value += 1) hexValues[value.toString(16).charCodeAt(0)] = value;
const hexPairs = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** A map from digests, written as 64 lower-case hex digits, to slots: integers from 0, reused after removal. */
export class DigestTable {
  /** Eight words a slot; the first word of a free slot is the next free slot plus one, 0 when it is the last. */
  readonly #words: Uint32Column = new Uint32Column();
  /** By shard, cells of two words: a digest's second word, and its slot plus one, where 0 marks a free cell. */
  readonly #shards: Uint32Array[] = new Array<Uint32Array>(shardCount).fill(noCells);
  /** How many digests each shard holds. */
  readonly #sizes: Uint32Array = new Uint32Array(shardCount);
  /** The digest in hand: a field, so that a search allocates nothing. */
  readonly #digest: Uint32Array = new Uint32Array(digestWords);
  #size = 0;
  #slots = 0;
  #free = 0;

  /** How many digests the table holds. */
  get size(): number {
    return this.#size;
  }

  /** How many cells the shards have, free or not: a measure of the memory they take, eight bytes each. */
  get cells(): number {
    return this.#shards.reduce((sum, cells) => sum + cells.length / 2, 0);
  }

  /** The slot of a digest, -1 when the table does not hold it. Throws when `hex` is not a digest. */
  find(hex: string): number {
    const cells = this.#shards[this.#read(hex)]!;
    return cells[this.#search(cells) + 1]! - 1;
  }

  /** Takes in a digest and returns its slot. Throws when the table holds it, or when `hex` is not a digest. */
  add(hex: string): number {
    const shard = this.#read(hex);
    if (8 * (this.#sizes[shard]! + 1) > 3 * this.#shards[shard]!.length) this.#grow(shard);
    const cells = this.#shards[shard]!;
    const at = this.#search(cells);
    if (cells[at + 1] !== 0) throw new Error('DigestTable: digest added twice');

    const slot = this.#takeSlot();
    for (let word = 0; word < digestWords; word += 1) {
      this.#words.set(slot * digestWords + word, this.#digest[word]!);
    }
    cells[at] = this.#digest[1]!;
    cells[at + 1] = slot + 1;
    this.#sizes[shard]! += 1;
    this.#size += 1;
    return slot;
  }

  /** Removes the digest in a slot, which is free from then on. Throws when the slot holds none. */
  remove(slot: number): void {
    const shard = this.#shardOf(slot);
    const cells = this.#shards[shard]!;
    const wrap = cells.length - 1;
    let hole = this.#cellOf(slot);

    // Every cell up to the next free one moves into the hole, unless its search begins behind the hole.
    for (let at = (hole + 2) & wrap; cells[at + 1] !== 0; at = (at + 2) & wrap) {
      const home = (cells[at]! << 1) & wrap;
      if (((at - home) & wrap) < ((at - hole) & wrap)) continue;
      cells[hole] = cells[at]!;
      cells[hole + 1] = cells[at + 1]!;
      hole = at;
    }
    cells[hole + 1] = 0;

    this.#words.set(slot * digestWords, this.#free);
    this.#free = slot + 1;
    this.#sizes[shard]! -= 1;
    this.#size -= 1;
  }

  /** The digest in a slot. Throws when the slot holds none. */
  digestAt(slot: number): string {
    this.#cellOf(slot);
    let hex = '';
    for (let word = 0; word < digestWords; word += 1) {
      const value = this.#words.get(slot * digestWords + word);
      hex += hexPairs[value >>> 24]! + hexPairs[(value >>> 16) & 255]!;
      hex += hexPairs[(value >>> 8) & 255]! + hexPairs[value & 255]!;
    }
    return hex;
  }

  /** Reads a digest into the field and returns its shard. */
  #read(hex: string): number {
    let values = 0;
    for (let word = 0; word < digestWords; word += 1) {
      let bits = 0;
      for (let at = 8 * word; at < 8 * word + 8; at += 1) {
        const value = hexValues[hex.charCodeAt(at)] ?? notHex;
        values |= value;
        bits = (bits << 4) | value;
      }
      this.#digest[word] = bits;
    }
    if (values >= notHex || hex.length !== 8 * digestWords) throw new TypeError('DigestTable: not a digest');
    return this.#digest[0]! >>> 24;
  }

  /** Where the digest in hand lies among the cells, or else the free cell where it would. */
  #search(cells: Uint32Array): number {
    const wrap = cells.length - 1;
    const mark = this.#digest[1]!;
    let at = (mark << 1) & wrap;
    for (;;) {
      const held = cells[at + 1]!;
      if (held === 0 || (cells[at] === mark && this.#isIn(held - 1))) return at;
      at = (at + 2) & wrap;
    }
  }

  #isIn(slot: number): boolean {
    for (let word = 0; word < digestWords; word += 1) {
      if (this.#words.get(slot * digestWords + word) !== this.#digest[word]) return false;
    }
    return true;
  }

  #shardOf(slot: number): number {
    return this.#words.get(slot * digestWords) >>> 24;
  }

  #cellOf(slot: number): number {
    const cells = this.#shards[this.#shardOf(slot)]!;
    const wrap = cells.length - 1;
    let at = (this.#words.get(slot * digestWords + 1) << 1) & wrap;
    for (;;) {
      const held = cells[at + 1]!;
      if (held === 0) throw new RangeError(`DigestTable: slot ${slot} holds no digest`);
      if (held === slot + 1) return at;
      at = (at + 2) & wrap;
    }
  }

  #takeSlot(): number {
    if (this.#free === 0) {
      if (this.#slots === slotsMax) throw new RangeError(`DigestTable: no room beyond ${slotsMax} digests`);
      this.#slots += 1;
      return this.#slots - 1;
    }
    const slot = this.#free - 1;
    this.#free = this.#words.get(slot * digestWords);
    return slot;
  }

  #grow(shard: number): void {
    const old = this.#shards[shard]!;
    const cells = new Uint32Array(2 * old.length);
    const wrap = cells.length - 1;
    for (let from = 0; from < old.length; from += 2) {
      if (old[from + 1] === 0) continue;
      let at = (old[from]! << 1) & wrap;
      while (cells[at + 1] !== 0) at = (at + 2) & wrap;
      cells[at] = old[from]!;
      cells[at + 1] = old[from + 1]!;
    }
    this.#shards[shard] = cells;
  }
}

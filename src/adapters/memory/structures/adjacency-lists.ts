/**
 * For each owner, the list of its peers in order of their sequence numbers: the edges of a graph, packed.
 *
 * Owners and peers are ordinals, and an edge takes two words: the peer, and the sequence number that the edge
 * was given, so that a place in the list is still known when the edge there is gone. A list
 * is one block of a common pool. It moves to a block twice as large when it is full, and to one half as large
 * when a quarter is left; the pool joins the blocks that are left behind, so that any list can use them.
 *
 * @module
 */

import { Uint32Column } from './paged-columns.ts';

// A block begins with four words: the list's size, the block's class and nothing. Then come the peers, side by
// side because a search reads them all, and then their sequence numbers.
const sizeWord = 0;
const classWord = 1;
const headerWords = 4;

/** A block of class c has 2^c pairs of words. The smallest holds two entries. */
const classMin = 2;

/** Up to this length, a loop finds a peer sooner than the engine's own search does. */
const shortList = 100;

/** The first page has 2^6 pairs of words, and each has twice those of the one before until they are whole. */
const firstPageBits = 6;

/** Sizes that only tests change, to meet every edge with few edges. */
export interface AdjacencyListsOptions {
  /** How many pairs of words a whole page has, as a power of two; at least 2. */
  readonly pageBits?: number;
}

/** Lists of peers by owner. An owner takes four bytes until it gets its first peer. */
export class AdjacencyLists {
  readonly #pool: BlockPool;
  /** By owner, the block of its list. Block 0 stays empty: it is the list of every owner that has none. */
  readonly #blocks: Uint32Column = new Uint32Column();

  // The block in hand: fields, so that opening one allocates nothing.
  #page: Uint32Array;
  #header = 0;

  constructor({ pageBits = 16 }: AdjacencyListsOptions = {}) {
    this.#pool = new BlockPool(pageBits);
    this.#page = this.#pool.pageOf(this.#pool.take(classMin));
    this.#page[classWord] = classMin;
  }

  /** The bytes that the pool of blocks takes, in use or free. */
  get poolBytes(): number {
    return this.#pool.bytes;
  }

  /** How many peers an owner has. */
  size(owner: number): number {
    this.#open(owner);
    return this.#count();
  }

  /** Whether an owner has a peer. Reads the list up to it: half a microsecond for a thousand. */
  has(owner: number, peer: number): boolean {
    this.#open(owner);
    return this.#indexOf(peer) >= 0;
  }

  /**
   * Puts a peer in its place on an owner's list, which is mostly the end. That neither the peer nor its sequence number,
   * from 1 on, is in the list yet, the caller knows.
   */
  add(owner: number, peer: number, sequence: number): void {
    if (this.#blocks.get(owner) === 0) this.#create(owner);
    this.#open(owner);
    if (this.#count() === this.#room()) this.#move(owner, this.#class() + 1);

    const size = this.#count();
    const peers = this.#peers();
    const sequences = this.#sequences();
    let index = size;
    if (size > 0 && this.#page[sequences + size - 1]! > sequence) {
      index = this.indexAfter(owner, sequence);
      this.#page.copyWithin(peers + index + 1, peers + index, peers + size);
      this.#page.copyWithin(sequences + index + 1, sequences + index, sequences + size);
    }
    this.#page[peers + index] = peer;
    this.#page[sequences + index] = sequence;
    this.#page[this.#header + sizeWord] = size + 1;
  }

  /** Removes a peer; the others keep their order and their sequence numbers. Returns its sequence number, or 0. */
  remove(owner: number, peer: number): number {
    this.#open(owner);
    const index = this.#indexOf(peer);
    if (index < 0) return 0;

    const size = this.#count() - 1;
    const peers = this.#peers();
    const sequences = this.#sequences();
    const sequence = this.#page[sequences + index]!;
    this.#page.copyWithin(peers + index, peers + index + 1, peers + size + 1);
    this.#page.copyWithin(sequences + index, sequences + index + 1, sequences + size + 1);
    this.#page[this.#header + sizeWord] = size;
    if (size <= this.#room() / 4 && this.#class() > classMin) this.#move(owner, this.#class() - 1);
    return sequence;
  }

  /** Gives an entry another sequence number, which keeps it where it is among the others. */
  renumber(owner: number, sequence: number, next: number): void {
    const index = this.indexAfter(owner, sequence - 1);
    this.#checkIndex(owner, index);
    this.#page[this.#sequences() + index] = next;
  }

  /** Removes all peers of an owner. */
  clear(owner: number): void {
    this.#open(owner);
    if (this.#count() === 0) return;
    this.#page[this.#header + sizeWord] = 0;
    if (this.#class() > classMin) this.#move(owner, classMin);
  }

  /** The index of the first entry with a greater sequence number; the list's size when there is none. */
  indexAfter(owner: number, sequence: number): number {
    this.#open(owner);
    const sequences = this.#sequences();
    let low = 0;
    let high = this.#count();
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (this.#page[sequences + middle]! > sequence) high = middle;
      else low = middle + 1;
    }
    return low;
  }

  /** The peer at an index of an owner's list. Throws when the list is shorter. */
  peerAt(owner: number, index: number): number {
    this.#open(owner);
    this.#checkIndex(owner, index);
    return this.#page[this.#peers() + index]!;
  }

  /** The sequence number at an index of an owner's list. Throws when the list is shorter. */
  sequenceAt(owner: number, index: number): number {
    this.#open(owner);
    this.#checkIndex(owner, index);
    return this.#page[this.#sequences() + index]!;
  }

  #open(owner: number): void {
    const block = this.#blocks.get(owner);
    this.#page = this.#pool.pageOf(block);
    this.#header = this.#pool.wordOf(block);
  }

  #create(owner: number): void {
    this.#blocks.set(owner, this.#pool.take(classMin));
    this.#open(owner);
    this.#page[this.#header + sizeWord] = 0;
    this.#page[this.#header + classWord] = classMin;
  }

  /** Moves an owner's list, which is the one in hand, into a block of another class. */
  #move(owner: number, sizeClass: number): void {
    const block = this.#blocks.get(owner);
    const page = this.#page;
    const header = this.#header;
    const fromClass = this.#class();
    const peers = this.#peers();
    const sequences = this.#sequences();

    this.#blocks.set(owner, this.#pool.take(sizeClass));
    this.#open(owner);
    copy(page, header, this.#page, this.#header, headerWords);
    this.#page[this.#header + classWord] = sizeClass;
    copy(page, peers, this.#page, this.#peers(), this.#count());
    copy(page, sequences, this.#page, this.#sequences(), this.#count());
    this.#pool.release(block, fromClass);
  }

  #indexOf(peer: number): number {
    const page = this.#page;
    const start = this.#peers();
    const size = this.#count();
    const end = start + size;
    if (size > shortList) return page.subarray(start, end).indexOf(peer);
    for (let at = start; at < end; at += 1) if (page[at] === peer) return at - start;
    return -1;
  }

  #checkIndex(owner: number, index: number): void {
    if (index >= 0 && index < this.#count()) return;
    throw new RangeError(`AdjacencyLists: no entry ${index} in the list of ${owner}`);
  }

  #count(): number {
    return this.#page[this.#header + sizeWord]!;
  }

  #class(): number {
    return this.#page[this.#header + classWord]!;
  }

  #room(): number {
    return (1 << this.#class()) - headerWords / 2;
  }

  #peers(): number {
    return this.#header + headerWords;
  }

  #sequences(): number {
    return this.#header + headerWords + this.#room();
  }
}

/**
 * Blocks of words by the buddy system: a page is halved until a piece has the wanted size, and a piece whose
 * other half is free too becomes one with it again.
 *
 * A block's address is its page's number followed by its place there, in pairs of words. The first block to
 * be taken has address 0. A block that is larger than a whole page has a page to itself, and is not halved.
 */
class BlockPool {
  readonly #pageBits: number;
  readonly #placeMask: number;
  readonly #pages: Uint32Array[] = [];
  /** By page and smallest block, the class of the free block that begins there, or 0. */
  readonly #marks: Uint8Array[] = [];
  /** By class, the first free block. A free block's first two words are the next one and the one before. */
  readonly #free: Uint32Array = new Uint32Array(32);
  #bytes = 0;

  constructor(pageBits: number) {
    this.#pageBits = pageBits;
    this.#placeMask = (1 << pageBits) - 1;
  }

  get bytes(): number {
    return this.#bytes;
  }

  pageOf(block: number): Uint32Array {
    return this.#pages[block >>> this.#pageBits]!;
  }

  /** Where in its page a block begins. */
  wordOf(block: number): number {
    return 2 * (block & this.#placeMask);
  }

  /** Gives out a block of a class. Its words hold anything. */
  take(sizeClass: number): number {
    let from = sizeClass;
    while (from < this.#pageBits && this.#free[from] === 0) from += 1;
    let block = this.#free[from]!;
    if (block > 0) {
      this.#unlink(block, from);
    } else {
      from = Math.max(sizeClass, Math.min(this.#pageBits, firstPageBits + this.#pages.length));
      block = this.#addPage(from);
    }
    while (from > sizeClass) {
      from -= 1;
      this.#link(block + (1 << from), from);
    }
    return block;
  }

  /** Takes back a block of a class. */
  release(block: number, sizeClass: number): void {
    const pageClass = 30 - Math.clz32(this.pageOf(block).length);
    let joined = block;
    let joinedClass = sizeClass;
    while (joinedClass < pageClass) {
      const buddy = (joined ^ (1 << joinedClass)) >>> 0;
      if (this.#markOf(buddy) !== joinedClass) break;
      this.#unlink(buddy, joinedClass);
      joined = Math.min(joined, buddy);
      joinedClass += 1;
    }
    this.#link(joined, joinedClass);
  }

  #link(block: number, sizeClass: number): void {
    const next = this.#free[sizeClass]!;
    const word = this.wordOf(block);
    this.pageOf(block)[word] = next;
    this.pageOf(block)[word + 1] = 0;
    if (next > 0) this.pageOf(next)[this.wordOf(next) + 1] = block;
    this.#free[sizeClass] = block;
    this.#mark(block, sizeClass);
  }

  #unlink(block: number, sizeClass: number): void {
    const word = this.wordOf(block);
    const next = this.pageOf(block)[word]!;
    const before = this.pageOf(block)[word + 1]!;
    if (before > 0) this.pageOf(before)[this.wordOf(before)] = next;
    else this.#free[sizeClass] = next;
    if (next > 0) this.pageOf(next)[this.wordOf(next) + 1] = before;
    this.#mark(block, 0);
  }

  #markOf(block: number): number {
    return this.#marks[block >>> this.#pageBits]![(block & this.#placeMask) >>> classMin]!;
  }

  #mark(block: number, value: number): void {
    this.#marks[block >>> this.#pageBits]![(block & this.#placeMask) >>> classMin] = value;
  }

  /** Adds a page that is one block of a class, and returns its address. */
  #addPage(sizeClass: number): number {
    const block = this.#pages.length * 2 ** this.#pageBits;
    if (block >= 2 ** 32) throw new RangeError('AdjacencyLists: the pool is full');
    const page = new Uint32Array(2 << sizeClass);
    this.#pages.push(page);
    this.#marks.push(new Uint8Array(1 << (Math.min(sizeClass, this.#pageBits) - classMin)));
    this.#bytes += page.byteLength;
    return block;
  }
}

function copy(from: Uint32Array, start: number, to: Uint32Array, toStart: number, count: number): void {
  if (count > shortList) to.set(from.subarray(start, start + count), toStart);
  else for (let i = 0; i < count; i += 1) to[toStart + i] = from[start + i]!;
}

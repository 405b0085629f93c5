/**
 * A log of numbered rows: each gets a number greater than all before it, and the rows are walked in that order.
 *
 * A row is four bytes, the ordinal by which its table finds it. What is removed leaves a gap, and a chunk of the log in
 * which nothing is left is dropped, so that rows that come and go leave nothing behind.
 *
 * @module
 */

/** The greatest number: two words of a list entry are all that it has. */
export const sequenceMax = 0xffffffff;

const chunkBits = 16;
const chunkLength = 1 << chunkBits;
const offsetMask = chunkLength - 1;
const firstChunkLength = 64;

interface Chunk {
  /** One more than the ordinal, so that 0 is a gap. */
  values: Uint32Array;
  held: number;
}

/** Rows in order of their numbers. */
export class SequenceLog {
  /** By the upper bits of the number. */
  readonly #chunks: (Chunk | undefined)[] = [];
  #last: number;

  /** @param start The number before the first; only tests begin elsewhere, to run out of numbers. */
  constructor(start = 0) {
    this.#last = start;
  }

  /** Whether there is no number left to give. */
  get isFull(): boolean {
    return this.#last === sequenceMax;
  }

  /** Numbers a row. Throws when the log is full. */
  add(ordinal: number): number {
    if (this.isFull) throw new RangeError('SequenceLog: there is no number left');
    this.#last += 1;
    const index = this.#last >>> chunkBits;
    const offset = this.#last & offsetMask;
    let chunk = this.#chunks[index];
    if (!chunk) {
      // What is not the last any more fills up no further.
      if (this.#chunks.at(-1)?.held === 0) this.#chunks[this.#chunks.length - 1] = undefined;
      while (this.#chunks.length < index) this.#chunks.push(undefined);
      const isFirst = index === 0;
      chunk = { values: new Uint32Array(isFirst ? firstChunkLength : chunkLength), held: 0 };
      this.#chunks[index] = chunk;
    }
    while (offset >= chunk.values.length) {
      const longer = new Uint32Array(chunk.values.length * 2);
      longer.set(chunk.values);
      chunk.values = longer;
    }
    chunk.values[offset] = ordinal + 1;
    chunk.held += 1;
    return this.#last;
  }

  /** Removes a row of the log. */
  remove(sequence: number): void {
    const index = sequence >>> chunkBits;
    const chunk = this.#chunks[index]!;
    chunk.values[sequence & offsetMask] = 0;
    chunk.held -= 1;
    if (chunk.held === 0 && index < this.#chunks.length - 1) this.#chunks[index] = undefined;
  }

  /** The ordinal of a row of the log. */
  ordinalOf(sequence: number): number {
    return this.#chunks[sequence >>> chunkBits]!.values[sequence & offsetMask]! - 1;
  }

  /** The number of the first row behind a number, or 0 if there is none. */
  next(after: number): number {
    if (after >= this.#last) return 0;
    let offset = (after + 1) & offsetMask;
    for (let index = (after + 1) >>> chunkBits; index < this.#chunks.length; index += 1) {
      const values = this.#chunks[index]?.values;
      for (; values && offset < values.length; offset += 1) {
        if (values[offset] !== 0) return index * chunkLength + offset;
      }
      offset = 0;
    }
    return 0;
  }
}

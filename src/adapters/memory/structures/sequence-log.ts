/**
 * A log of numbered rows: each gets a number greater than all before it, and the rows are walked in that order.
 *
 * A row is four bytes, the ordinal by which its table finds it. What is removed leaves a gap. A chunk of the log in which
 * little is left is packed, and one in which nothing is left is dropped, so that rows that come and go leave nothing
 * behind, though others among them stay.
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
  /** Where in the chunk each value belongs, once it is packed. Until then a value's place tells. */
  offsets: Uint16Array | undefined;
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

  /** The bytes that the rows take, and the gaps between them. */
  get bytes(): number {
    return this.#chunks.reduce(
      (sum, chunk) => sum + (chunk ? chunk.values.byteLength + (chunk.offsets?.byteLength ?? 0) : 0),
      0,
    );
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
      this.#shrink(this.#chunks.length - 1);
      while (this.#chunks.length < index) this.#chunks.push(undefined);
      const isFirst = index === 0;
      const values = new Uint32Array(isFirst ? firstChunkLength : chunkLength);
      chunk = { values, offsets: undefined, held: 0 };
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
    chunk.values[placeOf(chunk, sequence & offsetMask)] = 0;
    chunk.held -= 1;
    if (index < this.#chunks.length - 1) this.#shrink(index);
  }

  /** The ordinal of a row of the log. */
  ordinalOf(sequence: number): number {
    const chunk = this.#chunks[sequence >>> chunkBits]!;
    return chunk.values[placeOf(chunk, sequence & offsetMask)]! - 1;
  }

  /** The number of the first row behind a number, or 0 if there is none. */
  next(after: number): number {
    if (after >= this.#last) return 0;
    let offset = (after + 1) & offsetMask;
    for (let index = (after + 1) >>> chunkBits; index < this.#chunks.length; index += 1) {
      const chunk = this.#chunks[index];
      const length = chunk ? chunk.values.length : 0;
      for (let place = chunk ? placeOf(chunk, offset) : 0; place < length; place += 1) {
        if (chunk!.values[place] !== 0) return index * chunkLength + offsetOf(chunk!, place);
      }
      offset = 0;
    }
    return 0;
  }

  /** Drops a chunk in which nothing is left, and packs one of which a quarter is left. It may be gone already. */
  #shrink(index: number): void {
    const chunk = this.#chunks[index];
    if (!chunk || chunk.held > chunk.values.length / 4) return;
    this.#chunks[index] = chunk.held === 0 ? undefined : packed(chunk);
  }
}

/** Where in its chunk the value of an offset is, or that of the first behind it. */
function placeOf({ offsets }: Chunk, offset: number): number {
  if (!offsets) return offset;
  let low = 0;
  let high = offsets.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (offsets[middle]! < offset) low = middle + 1;
    else high = middle;
  }
  return low;
}

function offsetOf({ offsets }: Chunk, place: number): number {
  return offsets ? offsets[place]! : place;
}

function packed(chunk: Chunk): Chunk {
  const values = new Uint32Array(chunk.held);
  const offsets = new Uint16Array(chunk.held);
  let at = 0;
  for (let place = 0; place < chunk.values.length; place += 1) {
    if (chunk.values[place] === 0) continue;
    values[at] = chunk.values[place]!;
    offsets[at] = offsetOf(chunk, place);
    at += 1;
  }
  return { values, offsets, held: chunk.held };
}

/**
 * Slot index: finds slots by a hash of 32 random bits.
 *
 * Each of 256 shards is an open-addressing table of slots and nothing else; what a slot stands for is asked of the
 * owner of the slots. A shard grows on its own, so that no step is long.
 *
 * @module
 */

const shardCount = 256;
const cellsMin = 8;

/** Maps hashes to slots; several slots may share a hash. */
export class SlotIndex {
  readonly #hashOf: (slot: number) => number;
  /** Cells hold a slot plus one; 0 is a free cell. */
  readonly #shards: Uint32Array[] = new Array<Uint32Array>(shardCount).fill(new Uint32Array(cellsMin));
  readonly #sizes: Uint32Array = new Uint32Array(shardCount);

  /** `hashOf` tells the hash of a slot that is in the index: a whole number below 2^32. */
  constructor(hashOf: (slot: number) => number) {
    this.#hashOf = hashOf;
  }

  /** The slot of that hash for which `isIt` holds, or -1. */
  find(hash: number, isIt: (slot: number) => boolean): number {
    const cells = this.#shards[hash & (shardCount - 1)]!;
    const mask = cells.length - 1;
    for (let cell = (hash >>> 8) & mask; cells[cell] !== 0; cell = (cell + 1) & mask) {
      const slot = cells[cell]! - 1;
      if (this.#hashOf(slot) === hash && isIt(slot)) return slot;
    }
    return -1;
  }

  /** Adds a slot, which is not in the index yet. */
  add(slot: number): void {
    const hash = this.#hashOf(slot);
    const shard = hash & (shardCount - 1);
    const size = this.#sizes[shard]! + 1;
    this.#sizes[shard] = size;
    let cells = this.#shards[shard]!;
    // The first cells are shared by all shards, so the first slot of a shard makes its own.
    if (size === 1 || size * 4 > cells.length * 3) {
      cells = this.#grown(cells, Math.max(cellsMin, size === 1 ? cellsMin : cells.length * 2));
      this.#shards[shard] = cells;
    }
    this.#place(cells, slot, hash);
  }

  /** Removes a slot, which is in the index and still has its hash. */
  remove(slot: number): void {
    const hash = this.#hashOf(slot);
    const shard = hash & (shardCount - 1);
    const cells = this.#shards[shard]!;
    const mask = cells.length - 1;
    let hole = (hash >>> 8) & mask;
    while (cells[hole] !== slot + 1) hole = (hole + 1) & mask;
    this.#sizes[shard]! -= 1;
    // Moves later cells of the run back, so that no search ends too early at the hole.
    for (let cell = (hole + 1) & mask; cells[cell] !== 0; cell = (cell + 1) & mask) {
      const home = (this.#hashOf(cells[cell]! - 1) >>> 8) & mask;
      const isReachable = hole <= cell ? home > hole && home <= cell : home > hole || home <= cell;
      if (isReachable) continue;
      cells[hole] = cells[cell]!;
      hole = cell;
    }
    cells[hole] = 0;
  }

  #grown(from: Uint32Array, length: number): Uint32Array {
    const cells = new Uint32Array(length);
    for (const held of from) if (held !== 0) this.#place(cells, held - 1, this.#hashOf(held - 1));
    return cells;
  }

  #place(cells: Uint32Array, slot: number, hash: number): void {
    const mask = cells.length - 1;
    let cell = (hash >>> 8) & mask;
    while (cells[cell] !== 0) cell = (cell + 1) & mask;
    cells[cell] = slot + 1;
  }
}

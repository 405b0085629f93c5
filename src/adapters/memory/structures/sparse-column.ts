/**
 * Sparse column: values for the few indexes that have one.
 *
 * A map for each 65,536 indexes, made when the first of them gets a value, so that no map comes near the most entries
 * that the engine's maps can hold.
 *
 * @module
 */

const pageBits = 16;

/** A value for some whole numbers. */
export class SparseColumn<T> {
  readonly #pages: (Map<number, T> | undefined)[] = [];

  /** The value of an index, if it has one. */
  get(index: number): T | undefined {
    return this.#pages[index >>> pageBits]?.get(index);
  }

  /** Gives an index a value. */
  set(index: number, value: T): void {
    this.#pages[index >>> pageBits] ??= new Map();
    this.#pages[index >>> pageBits]?.set(index, value);
  }

  /** Takes the value of an index away. */
  delete(index: number): void {
    this.#pages[index >>> pageBits]?.delete(index);
  }
}

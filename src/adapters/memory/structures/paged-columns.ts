/**
 * Columns: growable arrays of numbers, addressed by a u32 index.
 *
 * A column is a directory of pages of 65,536 values, so that growing it never copies what is already there.
 * A page is made when a value is first set in it, an index that was never set reads as 0, and the first
 * page alone begins small and doubles, so that a column of ten values costs hundreds of bytes, not thousands.
 *
 * The classes repeat each other on purpose: shared code would see typed arrays of several kinds, and V8
 * compiles such code to slower accesses.
 *
 * @module
 */

const pageBits = 16;
const pageLength = 1 << pageBits;
const offsetMask = pageLength - 1;
const firstPageLength = 64;

// What stands in the directory for a page without values.
const noUint32s = new Uint32Array(0);
const noFloat64s = new Float64Array(0);

/** How long a page has to be to hold `offset`: the first one doubles, the others are whole from the start. */
function lengthFor(page: number, offset: number): number {
  if (page > 0) return pageLength;
  return Math.max(firstPageLength, 2 ** (32 - Math.clz32(offset)));
}

/** A column of unsigned 32-bit integers. */
export class Uint32Column {
  readonly #pages: Uint32Array[] = [];

  /** The value at `index`, 0 when none was set. */
  get(index: number): number {
    return this.#pages[index >>> pageBits]?.[index & offsetMask] ?? 0;
  }

  /** Sets the value at `index`, a u32, and makes room for it when needed. */
  set(index: number, value: number): void {
    const page = this.#pages[index >>> pageBits];
    const offset = index & offsetMask;
    if (page !== undefined && offset < page.length) page[offset] = value;
    else this.#grow(index >>> pageBits, offset)[offset] = value;
  }

  #grow(index: number, offset: number): Uint32Array {
    const page = new Uint32Array(lengthFor(index, offset));
    while (this.#pages.length <= index) this.#pages.push(noUint32s);
    page.set(this.#pages[index]!);
    this.#pages[index] = page;
    return page;
  }
}

/** A column of double-precision numbers, such as times. */
export class Float64Column {
  readonly #pages: Float64Array[] = [];

  /** The value at `index`, 0 when none was set. */
  get(index: number): number {
    return this.#pages[index >>> pageBits]?.[index & offsetMask] ?? 0;
  }

  /** Sets the value at `index`, a u32, and makes room for it when needed. */
  set(index: number, value: number): void {
    const page = this.#pages[index >>> pageBits];
    const offset = index & offsetMask;
    if (page !== undefined && offset < page.length) page[offset] = value;
    else this.#grow(index >>> pageBits, offset)[offset] = value;
  }

  #grow(index: number, offset: number): Float64Array {
    const page = new Float64Array(lengthFor(index, offset));
    while (this.#pages.length <= index) this.#pages.push(noFloat64s);
    page.set(this.#pages[index]!);
    this.#pages[index] = page;
    return page;
  }
}

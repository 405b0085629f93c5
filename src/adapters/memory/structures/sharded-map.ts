/**
 * A map from strings that neither ends nor halts where a JavaScript `Map` does.
 *
 * V8 ends a `Map` at 16,777,216 entries, and stops for hundreds of milliseconds when one of millions grows.
 * Here 256 Maps share the keys: each is small enough to grow within milliseconds, and they grow one by one.
 *
 * @module
 */

const shardCount = 256;

/**
 * The shard of a key, from 0 to 255.
 *
 * Of a long key it reads the last four characters and at most sixteen spread over all: reading every one
 * would cost more than the lookup. Where keys differ only in a few characters in the middle, some shards get
 * several times their share; that slows nothing but their growth.
 */
export function shardOf(key: string): number {
  const { length } = key;
  const stride = (length >>> 4) + 1;
  let hash = length;
  for (let at = length - 1; at >= 0; at -= stride) hash = mix(hash, key.charCodeAt(at));
  if (stride > 1) for (let at = length - 2; at > length - 5; at -= 1) hash = mix(hash, key.charCodeAt(at));
  // Multiplying by 2^32 / the golden ratio carries every bit of the sum into the upper eight.
  return Math.imul(hash, 0x9e3779b1) >>> 24;
}

function mix(hash: number, code: number): number {
  return (Math.imul(hash, 31) + code) | 0;
}

/** A map from strings to values, as `Map` without its order and its bounds. */
export class ShardedMap<V> {
  readonly #shards: (Map<string, V> | undefined)[] = new Array<undefined>(shardCount).fill(undefined);
  #size = 0;

  /** How many keys the map holds. */
  get size(): number {
    return this.#size;
  }

  /** The value of a key, or `undefined`. */
  get(key: string): V | undefined {
    return this.#shards[shardOf(key)]?.get(key);
  }

  /** Whether the map holds a key, be it with the value `undefined`. */
  has(key: string): boolean {
    return this.#shards[shardOf(key)]?.has(key) ?? false;
  }

  /** Gives a key a value, in place of the one it had. */
  set(key: string, value: V): void {
    const shard = (this.#shards[shardOf(key)] ??= new Map());
    const before = shard.size;
    shard.set(key, value);
    this.#size += shard.size - before;
  }

  /** Removes a key. Returns whether it was there. */
  delete(key: string): boolean {
    const deleted = this.#shards[shardOf(key)]?.delete(key) ?? false;
    if (deleted) this.#size -= 1;
    return deleted;
  }

  /** Every value, shard by shard: an order that says nothing. Changes made meanwhile may or may not show. */
  values(): IterableIterator<V> {
    const shards = this.#shards;
    let shard = 0;
    let values = shards[shard]?.values();
    return {
      next(): IteratorResult<V, undefined> {
        while (shard < shardCount) {
          const step = values?.next();
          if (step !== undefined && step.done !== true) return step;
          shard += 1;
          values = shards[shard]?.values();
        }
        return { done: true, value: undefined };
      },
      [Symbol.iterator](): IterableIterator<V> {
        return this;
      },
    };
  }
}

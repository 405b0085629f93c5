/**
 * Rows in order of name, then uid, in chunks: one array would move a megabyte for each new row of a hundred
 * thousand.
 */
const chunkMax = 1024;

function isBefore(row, nameKey, uid) {
  return row.nameKey === nameKey ? row.user.uid < uid : row.nameKey < nameKey;
}

export class NameOrder {
  #chunks = [[]];

  add(row) {
    const { nameKey, user } = row;
    const at = this.#chunkAt(nameKey, user.uid);
    const chunk = this.#chunks[at];
    chunk.splice(indexIn(chunk, nameKey, user.uid), 0, row);
    if (chunk.length > chunkMax) this.#chunks.splice(at + 1, 0, chunk.splice(chunkMax / 2));
  }

  page(tag, cursor, limit) {
    let at = 0;
    let index = 0;
    if (cursor !== undefined) {
      const [nameKey, uid] = cursor.split('\0');
      at = this.#chunkAt(nameKey, uid);
      index = indexIn(this.#chunks[at], nameKey, uid);
      if (this.#chunks[at][index]?.user.uid === uid) index += 1;
    }
    const items = [];
    let last;
    for (; at < this.#chunks.length; at += 1, index = 0) {
      const chunk = this.#chunks[at];
      for (; index < chunk.length; index += 1) {
        const row = chunk[index];
        if (tag !== undefined && !row.user.tags?.includes(tag)) continue;
        if (items.length === limit) return { items, nextCursor: `${last.nameKey}\0${last.user.uid}` };
        items.push(row.user);
        last = row;
      }
    }
    return { items };
  }

  /** The first chunk whose last row is not before the place; else the last chunk. */
  #chunkAt(nameKey, uid) {
    let low = 0;
    let high = this.#chunks.length - 1;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isBefore(this.#chunks[middle].at(-1), nameKey, uid)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function indexIn(chunk, nameKey, uid) {
  let low = 0;
  let high = chunk.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isBefore(chunk[middle], nameKey, uid)) low = middle + 1;
    else high = middle;
  }
  return low;
}

import type { ObjectMeta } from './object-meta.ts'

/** What listing and preconditions need to know of an object. */
export type IndexEntry = Pick<ObjectMeta, 'key' | 'size' | 'etag' | 'lastModifiedMs'> & {
  checksumAlgorithm: ObjectMeta['checksum']['algorithm']
}

/**
 * A key's UTF-8 bytes, one character per byte: comparing these strings compares bytes, which is S3's list order.
 * (JavaScript's own order differs where surrogate pairs meet U+E000 to U+FFFF.)
 */
export function byteOrder(key: string): string {
  return Buffer.from(key, 'utf8').toString('latin1')
}

export function fromByteOrder(bytes: string): string {
  return Buffer.from(bytes, 'latin1').toString('utf8')
}

/**
 * All keys of one bucket in list order, in memory, rebuilt from the object files at start. Costs a few hundred bytes
 * of memory per object, and an insertion moves the array's tail: meant for up to about a million objects a bucket.
 */
export class KeyIndex {
  #order: string[] = []
  readonly #entries = new Map<string, IndexEntry>()

  /** Sorting once beats a million insertions. */
  load(entries: Iterable<IndexEntry>): void {
    for (const entry of entries) this.#entries.set(byteOrder(entry.key), entry)
    this.#order = [...this.#entries.keys()].sort()
  }

  get size(): number {
    return this.#order.length
  }

  get(key: string): IndexEntry | undefined {
    return this.#entries.get(byteOrder(key))
  }

  set(entry: IndexEntry): void {
    const bytes = byteOrder(entry.key)
    if (!this.#entries.has(bytes)) this.#order.splice(this.position(bytes), 0, bytes)
    this.#entries.set(bytes, entry)
  }

  delete(key: string): void {
    const bytes = byteOrder(key)
    if (this.#entries.delete(bytes)) this.#order.splice(this.position(bytes), 1)
  }

  /** Where the first key that is not below `bytes` stands. */
  position(bytes: string): number {
    let low = 0
    let high = this.#order.length
    while (low < high) {
      const middle = (low + high) >>> 1
      if ((this.#order[middle] ?? '') < bytes) low = middle + 1
      else high = middle
    }
    return low
  }

  /** The key at a position in list order, as bytes; undefined past the end. */
  at(position: number): { bytes: string; entry: IndexEntry } | undefined {
    const bytes = this.#order[position]
    const entry = bytes === undefined ? undefined : this.#entries.get(bytes)
    return bytes !== undefined && entry ? { bytes, entry } : undefined
  }
}

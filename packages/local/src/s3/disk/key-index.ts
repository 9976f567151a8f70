import type { DeleteMarker, ObjectMeta, VersionStamp } from './object-meta.ts'

/** What listing and preconditions need to know of an object. */
export type IndexEntry = Pick<ObjectMeta, 'key' | 'size' | 'etag' | 'lastModifiedMs'> &
  VersionStamp & { checksumAlgorithm: ObjectMeta['checksum']['algorithm']; isComposite?: true }

export type MarkerEntry = DeleteMarker & VersionStamp
export type VersionEntry = IndexEntry | MarkerEntry

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

function liveOnly(entry: VersionEntry | undefined): IndexEntry | undefined {
  return entry === undefined || 'isDeleteMarker' in entry ? undefined : entry
}

/**
 * All keys of one bucket in list order with their versions, in memory, rebuilt from the object files at start. Costs a
 * few hundred bytes of memory per version, and an insertion moves the array's tail: meant for up to about a million
 * objects a bucket. A key with one version, which without versioning is every key, has no list of its own.
 */
export class KeyIndex {
  #order: string[] = []
  #lastSequence = 0
  /** The current version of every key, delete markers included. */
  readonly #newest = new Map<string, VersionEntry>()
  /** The versions below it, newest first. */
  readonly #older = new Map<string, VersionEntry[]>()

  /** Sorting once beats a million insertions. */
  load(entries: Iterable<VersionEntry>): void {
    for (const entry of entries) this.#insert(byteOrder(entry.key), entry)
    this.#order = [...this.#newest.keys()].sort()
  }

  /** Keys that have any version at all. */
  get size(): number {
    return this.#order.length
  }

  /** The highest sequence that was ever seen. */
  get lastSequence(): number {
    return this.#lastSequence
  }

  /** The object that a plain GET would read; undefined behind a delete marker too. */
  get(key: string): IndexEntry | undefined {
    return liveOnly(this.find(key))
  }

  /** The version named, or else the current one, which may be a delete marker. */
  find(key: string, versionId?: string): VersionEntry | undefined {
    if (versionId === undefined) return this.#newest.get(byteOrder(key))
    return this.versions(byteOrder(key)).find(version => version.versionId === versionId)
  }

  /** Newest first. */
  versions(bytes: string): VersionEntry[] {
    const newest = this.#newest.get(bytes)
    return newest ? [newest, ...(this.#older.get(bytes) ?? [])] : []
  }

  /** Takes the place of a version with the same id, and the place in time that its sequence says. */
  set(entry: VersionEntry): void {
    const bytes = byteOrder(entry.key)
    if (!this.#newest.has(bytes)) this.#order.splice(this.position(bytes), 0, bytes)
    this.#insert(bytes, entry)
  }

  delete(key: string, versionId: string): void {
    const bytes = byteOrder(key)
    const left = this.versions(bytes).filter(version => version.versionId !== versionId)
    if (left.length === 0 && this.#newest.has(bytes)) this.#order.splice(this.position(bytes), 1)
    this.#put(bytes, left)
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

  /** The key at a position in list order, as bytes, and its current version; undefined past the end. */
  at(position: number): { bytes: string; entry: VersionEntry } | undefined {
    const bytes = this.#order[position]
    const entry = bytes === undefined ? undefined : this.#newest.get(bytes)
    return bytes !== undefined && entry ? { bytes, entry } : undefined
  }

  #insert(bytes: string, entry: VersionEntry): void {
    this.#lastSequence = Math.max(this.#lastSequence, entry.sequence)
    const newest = this.#newest.get(bytes)
    if (!newest || (newest.versionId === entry.versionId && !this.#older.has(bytes))) {
      this.#newest.set(bytes, entry)
      return
    }
    const others = this.versions(bytes).filter(version => version.versionId !== entry.versionId)
    this.#put(
      bytes,
      [entry, ...others].sort((a, b) => b.sequence - a.sequence),
    )
  }

  #put(bytes: string, versions: VersionEntry[]): void {
    const [newest, ...older] = versions
    if (newest) this.#newest.set(bytes, newest)
    else this.#newest.delete(bytes)
    if (older.length > 0) this.#older.set(bytes, older)
    else this.#older.delete(bytes)
  }
}

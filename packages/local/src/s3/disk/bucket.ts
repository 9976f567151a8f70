import { BucketSettings } from './bucket-settings.ts'
import type { ChangeLog, ObjectChange } from './change-log.ts'
import { type IndexEntry, KeyIndex, type MarkerEntry, type VersionEntry } from './key-index.ts'
import { KeyedLock } from './keyed-lock.ts'
import {
  type DeleteMarker,
  NULL_VERSION,
  type ObjectMeta,
  type StoredMeta,
  type VersionStamp,
} from './object-meta.ts'
import { RemovalWatch } from './removal-watch.ts'
import { indexEntry, scanObjects } from './scan-objects.ts'
import { StagedFile } from './staged-file.ts'
import { Uploads } from './uploads.ts'
import { type OpenObject, VersionFiles } from './version-files.ts'
import { newVersionId } from './version-id.ts'

/** Throws when the object that is there now (or its absence) forbids the change. */
export type Precondition = (current: IndexEntry | undefined) => void

export type WriteGuard = {
  /** Asked under the key's lock. */
  check: Precondition
  /** Asked when the key is just being changed by somebody else; throws for a write that must not wait its turn. */
  onContention?: () => void
}

export type DeleteInput = {
  lastModifiedMs: number
  precondition: Precondition
  versionId?: string | undefined
}

/** What a delete did: neither when nothing was there. */
export type Deletion = { removed?: VersionEntry; marker?: MarkerEntry }

export type BucketPlace = {
  name: string
  dir: string
  temporaryDir: string
  /** Is told of every change, where there is anybody to tell. */
  changes?: ChangeLog | undefined
}

type Change = Omit<ObjectChange, 'bucket' | 'atMs'>

/**
 * One bucket on disk. Owns the ways in which an object appears, is read and goes, and what versioning makes of them;
 * knows nothing of HTTP. A change checks its precondition and renames or unlinks under the key's lock, so of many
 * conditional writes one wins, and the sequence given there is the order of the key's versions.
 */
export class Bucket {
  readonly name: string
  readonly index = new KeyIndex()
  readonly settings: BucketSettings
  readonly removals = new RemovalWatch()
  readonly uploads: Uploads
  readonly #place: BucketPlace
  readonly #files: VersionFiles
  readonly #lock = new KeyedLock()
  #lastSequence = 0
  #changes = 0
  #isRemoved = false

  private constructor(place: BucketPlace, onDamaged: (path: string) => void) {
    this.name = place.name
    this.#place = place
    this.settings = new BucketSettings(place)
    this.#files = new VersionFiles(place.dir)
    this.uploads = new Uploads(place, onDamaged)
  }

  static load(place: BucketPlace, onDamaged: (path: string) => void): Bucket {
    const bucket = new Bucket(place, onDamaged)
    bucket.index.load(scanObjects(place.dir, onDamaged))
    // The clock as well: what was deleted since had higher numbers than what is left.
    bucket.#lastSequence = Math.max(bucket.index.lastSequence, Date.now() * 1000)
    return bucket
  }

  stage(): Promise<StagedFile> {
    return StagedFile.create(this.#place.temporaryDir)
  }

  /** Makes the staged file the key's current version. undefined when the bucket is gone. */
  async commit(staged: StagedFile, meta: ObjectMeta, guard: WriteGuard): Promise<VersionStamp | undefined> {
    if (this.#lock.isHeld(meta.key)) guard.onContention?.()
    return this.#change(meta.key, async () => {
      guard.check(this.index.get(meta.key))
      return this.#addVersion(staged, meta)
    })
  }

  /**
   * Without a version: removes the object, or under versioning puts a delete marker on top. With one: removes exactly
   * that. What is not there is no error. undefined when the bucket is gone.
   */
  delete(key: string, input: DeleteInput): Promise<Deletion | undefined> {
    return this.#change(key, async () => {
      const { lastModifiedMs, versionId } = input
      const target = this.index.find(key, versionId)
      input.precondition(target && 'isDeleteMarker' in target ? undefined : target)
      if (versionId === undefined && this.settings.get('versioning')) {
        return { marker: await this.#addMarker({ key, size: 0, lastModifiedMs, isDeleteMarker: true }) }
      }
      if (!target) return {}
      await this.#removeVersion(target, lastModifiedMs)
      return { removed: target }
    })
  }

  /** The version named, or else the current one. */
  async open(key: string, versionId?: string): Promise<OpenObject | MarkerEntry | undefined> {
    const entry = this.index.find(key, versionId)
    if (!entry || 'isDeleteMarker' in entry) return entry
    const opened = await this.#files.open(entry)
    if (opened) return opened
    // Deleted between looking and opening: once that change is done, the index says what is current now.
    await this.#lock.settled(key)
    return this.index.find(key, versionId) === entry ? undefined : this.open(key, versionId)
  }

  /**
   * From true on no change starts any more. A bucket with a change under way is not empty; one with nothing but open
   * uploads is, and they go with it.
   */
  tryRemove(): boolean {
    if (this.index.size > 0 || this.#changes > 0 || !this.uploads.tryClose()) return false
    this.#isRemoved = true
    return true
  }

  async #addMarker(marker: DeleteMarker): Promise<MarkerEntry> {
    const staged = await this.stage()
    try {
      return { ...marker, ...(await this.#addVersion(staged, marker)) }
    } catch (error) {
      await staged.discard()
      throw error
    }
  }

  async #addVersion(staged: StagedFile, meta: ObjectMeta | DeleteMarker): Promise<VersionStamp> {
    const stamp = this.#nextStamp(meta.lastModifiedMs)
    const stored: StoredMeta = { ...meta, ...stamp }
    const { size } = meta
    const kind = 'isDeleteMarker' in meta ? 'DeleteMarkerCreated' : (meta.writtenBy ?? 'Put')
    const came = 'isDeleteMarker' in meta ? {} : { size, etag: meta.etag }
    await this.#announced({ kind, key: meta.key, ...stamp, ...came }, async () => {
      await this.#files.place(staged, stored)
      this.index.set(indexEntry(stored))
    })
    await this.#files.sync(stored)
    return stamp
  }

  async #removeVersion(target: VersionEntry, atMs: number): Promise<void> {
    const { key, versionId, sequence: removes } = target
    const { sequence } = this.#nextStamp(atMs)
    await this.#announced({ kind: 'Delete', key, versionId, sequence, removes }, async () => {
      await this.#files.remove(target)
      this.index.delete(key, versionId)
    })
    await this.#files.sync(target)
  }

  async #announced(change: Change, apply: () => Promise<void>): Promise<void> {
    const atMs = Date.now()
    const announced = await this.#place.changes?.begin({ ...change, bucket: this.name, atMs })
    try {
      await apply()
    } catch (error) {
      await announced?.forget()
      throw error
    }
    await announced?.confirm()
  }

  /** Microseconds where the clock allows it, so that a number is not given twice after a restart either. */
  #nextStamp(lastModifiedMs: number): VersionStamp {
    const sequence = Math.max(this.#lastSequence + 1, lastModifiedMs * 1000)
    this.#lastSequence = sequence
    const isVersioned = this.settings.get('versioning') === 'Enabled'
    return { sequence, versionId: isVersioned ? newVersionId(sequence) : NULL_VERSION }
  }

  async #change<TResult>(key: string, apply: () => Promise<TResult>): Promise<TResult | undefined> {
    if (this.#isRemoved) return undefined
    this.#changes += 1
    try {
      return await this.#lock.run(key, async () => {
        const wasThere = this.index.get(key) !== undefined
        const result = await apply()
        if (wasThere && !this.index.get(key)) this.removals.note(key)
        return result
      })
    } finally {
      this.#changes -= 1
    }
  }
}

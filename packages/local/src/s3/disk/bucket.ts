import { existsSync, readFileSync } from 'node:fs'
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import type { CorsRule } from '../cors-rule.ts'
import { makeDirectory, replaceFile, syncDirectory } from './durable.ts'
import { type IndexEntry, KeyIndex } from './key-index.ts'
import { KeyedLock } from './keyed-lock.ts'
import { objectPath } from './layout.ts'
import { encodeTrailer, readObjectMeta } from './object-file.ts'
import type { ObjectMeta } from './object-meta.ts'
import { indexEntry, scanObjects } from './scan-objects.ts'
import { StagedFile } from './staged-file.ts'

/** Throws when the object that is there now (or its absence) forbids the change. */
export type Precondition = (current: IndexEntry | undefined) => void

/** An open object: a snapshot that later writes and deletes do not touch. The holder closes the file. */
export type OpenObject = { meta: ObjectMeta; file: FileHandle }

export type BucketPlace = { name: string; dir: string; temporaryDir: string }

const CORS_FILE = 'cors.json'

function loadCorsRules(bucketDir: string): readonly CorsRule[] | undefined {
  const path = join(bucketDir, CORS_FILE)
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as CorsRule[]) : undefined
}

/**
 * One bucket on disk. Owns the ways in which an object appears, is read and goes; knows nothing of HTTP.
 * A change checks its precondition and renames or unlinks under the key's lock, so of many conditional writes one wins.
 */
export class Bucket {
  readonly name: string
  readonly index = new KeyIndex()
  readonly #place: BucketPlace
  readonly #lock = new KeyedLock()
  readonly #shards = new Set<string>()
  #corsRules: readonly CorsRule[] | undefined
  #changes = 0
  #isRemoved = false

  private constructor(place: BucketPlace) {
    this.name = place.name
    this.#place = place
  }

  static load(place: BucketPlace, onDamaged: (path: string) => void): Bucket {
    const bucket = new Bucket(place)
    bucket.index.load(scanObjects(place.dir, onDamaged))
    bucket.#corsRules = loadCorsRules(place.dir)
    return bucket
  }

  stage(): Promise<StagedFile> {
    return StagedFile.create(this.#place.temporaryDir)
  }

  /** Ends the staged file with its metadata and puts it in the key's place. false when the bucket is gone. */
  async commit(staged: StagedFile, meta: ObjectMeta, precondition: Precondition): Promise<boolean> {
    await staged.finish(encodeTrailer(meta))
    return this.#change(meta.key, precondition, async () => {
      const { shardDir, path } = objectPath(this.#place.dir, meta.key)
      await this.#ensureShard(shardDir)
      await rename(staged.path, path)
      this.index.set(indexEntry(meta))
      await syncDirectory(shardDir)
    })
  }

  /** false when the bucket is gone; a missing key is no error. */
  delete(key: string, precondition: Precondition): Promise<boolean> {
    return this.#change(key, precondition, async () => {
      if (!this.index.get(key)) return
      const { shardDir, path } = objectPath(this.#place.dir, key)
      await rm(path, { force: true })
      this.index.delete(key)
      await syncDirectory(shardDir)
    })
  }

  async open(key: string): Promise<OpenObject | undefined> {
    if (!this.index.get(key)) return undefined
    const file = await open(objectPath(this.#place.dir, key).path, 'r').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      },
    )
    if (!file) return undefined
    try {
      const meta = await readObjectMeta(file)
      if (!meta) throw new Error('an object file has lost its metadata')
      return { meta, file }
    } catch (error) {
      await file.close()
      throw error
    }
  }

  /** From true on no change starts any more. A bucket with a change under way is not empty. */
  tryRemove(): boolean {
    if (this.index.size > 0 || this.#changes > 0) return false
    this.#isRemoved = true
    return true
  }

  get corsRules(): readonly CorsRule[] | undefined {
    return this.#corsRules
  }

  async putCorsRules(rules: readonly CorsRule[]): Promise<void> {
    const { dir, temporaryDir } = this.#place
    await replaceFile(join(dir, CORS_FILE), { text: JSON.stringify(rules), temporaryDir })
    this.#corsRules = rules
  }

  async removeCorsRules(): Promise<void> {
    await rm(join(this.#place.dir, CORS_FILE), { force: true })
    this.#corsRules = undefined
  }

  async #change(key: string, precondition: Precondition, apply: () => Promise<void>): Promise<boolean> {
    if (this.#isRemoved) return false
    this.#changes += 1
    try {
      await this.#lock.run(key, () => {
        precondition(this.index.get(key))
        return apply()
      })
      return true
    } finally {
      this.#changes -= 1
    }
  }

  async #ensureShard(shardDir: string): Promise<void> {
    if (this.#shards.has(shardDir)) return
    await makeDirectory(shardDir)
    this.#shards.add(shardDir)
  }
}

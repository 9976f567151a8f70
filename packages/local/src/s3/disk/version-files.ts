import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { makeDirectory, syncDirectory } from './durable.ts'
import { objectPath, type VersionName } from './layout.ts'
import { encodeTrailer, readObjectMeta } from './object-file.ts'
import type { DeleteMarker, ObjectMeta, StoredMeta, VersionStamp } from './object-meta.ts'
import type { StagedFile } from './staged-file.ts'

/** An open object: a snapshot that later writes and deletes do not touch. The holder closes the file. */
export type OpenObject = { meta: ObjectMeta & VersionStamp; file: FileHandle }

/**
 * The files of one bucket's versions: each appears by one rename and goes by one unlink, so a crash leaves a version
 * there or not there, and no second file has to agree with it. Whoever changes a key's files holds the key's lock.
 */
export class VersionFiles {
  readonly #bucketDir: string
  readonly #shards = new Set<string>()

  constructor(bucketDir: string) {
    this.#bucketDir = bucketDir
  }

  /** Ends the staged file with its metadata and puts it in its place; to outlive a power cut it needs `sync`. */
  async place(staged: StagedFile, meta: StoredMeta): Promise<void> {
    await staged.finish(encodeTrailer(meta))
    const { shardDir, path } = objectPath(this.#bucketDir, meta)
    await this.#ensureShard(shardDir)
    await rename(staged.path, path)
  }

  remove(version: VersionName): Promise<void> {
    return rm(objectPath(this.#bucketDir, version).path, { force: true })
  }

  sync(version: VersionName): Promise<void> {
    return syncDirectory(objectPath(this.#bucketDir, version).shardDir)
  }

  /** undefined when the file is gone; a delete marker when one has taken the null version's place meanwhile. */
  async open(version: VersionName): Promise<OpenObject | (DeleteMarker & VersionStamp) | undefined> {
    const file = await open(objectPath(this.#bucketDir, version).path, 'r').catch(
      (error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return undefined
        throw error
      },
    )
    if (!file) return undefined
    try {
      const meta = await readObjectMeta(file)
      if (!meta) throw new Error('an object file has lost its metadata')
      if (!('isDeleteMarker' in meta)) return { meta, file }
      await file.close()
      return meta
    } catch (error) {
      await file.close()
      throw error
    }
  }

  async #ensureShard(shardDir: string): Promise<void> {
    if (this.#shards.has(shardDir)) return
    await makeDirectory(shardDir)
    this.#shards.add(shardDir)
  }
}

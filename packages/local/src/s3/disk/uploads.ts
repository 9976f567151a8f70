import { randomUUID } from 'node:crypto'
import { mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeDirectory, syncDirectory, temporaryPath } from './durable.ts'
import { KeyedLock } from './keyed-lock.ts'
import { partPath, UPLOAD_FILE, uploadsDir } from './layout.ts'
import { encodeTrailer } from './object-file.ts'
import { loadUploads } from './scan-uploads.ts'
import type { StagedFile } from './staged-file.ts'
import type { OpenUpload, PartMeta, UploadMeta } from './upload-meta.ts'

/**
 * The multipart uploads of one bucket that are neither completed nor aborted. An upload's folder appears and vanishes by
 * one rename, and so does each part in it; whoever changes an upload holds its lock and finds out there that it is gone.
 * Not owned: what a part must be like, and how an object is made of parts.
 */
export class Uploads {
  readonly #bucketDir: string
  readonly #temporaryDir: string
  readonly #open: Map<string, OpenUpload>
  readonly #lock = new KeyedLock()
  #changes = 0
  #isClosed = false

  constructor(place: { dir: string; temporaryDir: string }, onDamaged: (path: string) => void) {
    this.#bucketDir = place.dir
    this.#temporaryDir = place.temporaryDir
    this.#open = loadUploads(place.dir, onDamaged)
  }

  /** An upload is addressed by its id and its key together. */
  find(uploadId: string, key: string): OpenUpload | undefined {
    const upload = this.#open.get(uploadId)
    return upload?.key === key ? upload : undefined
  }

  list(): OpenUpload[] {
    return [...this.#open.values()]
  }

  /** false when the bucket is gone. */
  async create(meta: UploadMeta): Promise<boolean> {
    const created = await this.#change(meta.uploadId, async () => {
      const parent = uploadsDir(this.#bucketDir)
      const dir = join(parent, meta.uploadId)
      const staged = temporaryPath(this.#temporaryDir)
      await mkdir(staged)
      await writeFile(join(staged, UPLOAD_FILE), JSON.stringify(meta), { flush: true })
      await syncDirectory(staged)
      await makeDirectory(parent)
      await rename(staged, dir)
      await syncDirectory(parent)
      this.#open.set(meta.uploadId, { ...meta, dir, parts: new Map() })
      return true
    })
    return created ?? false
  }

  /** A part replaces the one that had its number. false when the upload has ended meanwhile. */
  async putPart(upload: OpenUpload, staged: StagedFile, part: PartMeta): Promise<boolean> {
    await staged.finish(encodeTrailer(part))
    const put = await this.#change(upload.uploadId, async () => {
      if (!this.#open.has(upload.uploadId)) return false
      await rename(staged.path, partPath(upload.dir, part.partNumber))
      upload.parts.set(part.partNumber, part)
      await syncDirectory(upload.dir)
      return true
    })
    return put ?? false
  }

  /** false when it is gone already. */
  async abort(uploadId: string): Promise<boolean> {
    const aborted = await this.#change(uploadId, () => this.#remove(uploadId))
    return aborted ?? false
  }

  /**
   * Ends the upload when `work` has made it an object; while it runs no part changes. Between the object's appearance
   * and the upload's end the process may die: then there are both, and completing again finds the object done.
   */
  async complete<TResult>(
    uploadId: string,
    work: (upload: OpenUpload | undefined) => Promise<TResult>,
  ): Promise<TResult> {
    const done = await this.#change(uploadId, async () => {
      const result = await work(this.#open.get(uploadId))
      await this.#remove(uploadId)
      return { result }
    })
    return done ? done.result : work(undefined)
  }

  /** From true on no change starts any more; the folder can go with the bucket's. */
  tryClose(): boolean {
    if (this.#changes > 0) return false
    this.#isClosed = true
    this.#open.clear()
    return true
  }

  async #remove(uploadId: string): Promise<boolean> {
    const upload = this.#open.get(uploadId)
    if (!upload) return false
    const doomed = join(this.#temporaryDir, randomUUID())
    await rename(upload.dir, doomed)
    this.#open.delete(uploadId)
    await syncDirectory(uploadsDir(this.#bucketDir))
    await rm(doomed, { recursive: true, force: true })
    return true
  }

  async #change<TResult>(uploadId: string, apply: () => Promise<TResult>): Promise<TResult | undefined> {
    if (this.#isClosed) return undefined
    this.#changes += 1
    try {
      return await this.#lock.run(uploadId, apply)
    } finally {
      this.#changes -= 1
    }
  }
}

import { type FileHandle, open, rm } from 'node:fs/promises'
import { temporaryPath } from './durable.ts'

const BATCH_BYTES = 1024 * 1024
/** One system call takes so many pieces; aws-chunked bodies can come in very small ones. */
const BATCH_CHUNKS = 512

/**
 * A file being written under a temporary name. Chunks are gathered and written a batch at a time, one batch on its way
 * while the next is received and hashed; so memory stays at two batches and a slow disk slows the sender down.
 * Nothing of it counts until `finish` has synced it and somebody renames it.
 */
export class StagedFile {
  readonly path: string
  readonly #file: FileHandle
  #batch: Buffer[] = []
  #batchBytes = 0
  #written = 0
  #inFlight: Promise<void> | undefined
  #failure: unknown

  private constructor(path: string, file: FileHandle) {
    this.path = path
    this.#file = file
  }

  static async create(temporaryDir: string): Promise<StagedFile> {
    const path = temporaryPath(temporaryDir)
    return new StagedFile(path, await open(path, 'wx'))
  }

  /** A promise only when the caller has to wait; most chunks just join the batch. */
  write(chunk: Buffer): Promise<void> | undefined {
    this.#batch.push(chunk)
    this.#batchBytes += chunk.length
    const isFull = this.#batchBytes >= BATCH_BYTES || this.#batch.length >= BATCH_CHUNKS
    return isFull ? this.#startBatch() : undefined
  }

  /** Writes the last bytes, syncs and closes; the file can be renamed then. */
  async finish(last: Buffer): Promise<void> {
    this.#batch.push(last)
    await this.#startBatch()
    await this.#settle()
    await this.#file.datasync()
    await this.#file.close()
  }

  async discard(): Promise<void> {
    await this.#inFlight
    // Closing twice is harmless, and a file that cannot be removed now is removed at the next start.
    await this.#file.close().catch(() => undefined)
    await rm(this.path, { force: true }).catch(() => undefined)
  }

  async #startBatch(): Promise<void> {
    await this.#settle()
    const batch = this.#batch
    this.#batch = []
    this.#batchBytes = 0
    // The failure is kept and thrown at the next call: a rejection nobody awaits yet would end the process.
    this.#inFlight = this.#writeAll(batch).catch((failure: unknown) => {
      this.#failure = failure
    })
  }

  async #settle(): Promise<void> {
    await this.#inFlight
    if (this.#failure !== undefined) throw this.#failure
  }

  async #writeAll(batch: Buffer[]): Promise<void> {
    const total = batch.reduce((sum, chunk) => sum + chunk.length, 0)
    let { bytesWritten } = await this.#file.writev(batch, this.#written)
    const rest = bytesWritten < total ? Buffer.concat(batch) : undefined
    while (rest && bytesWritten < total) {
      const more = await this.#file.write(
        rest,
        bytesWritten,
        total - bytesWritten,
        this.#written + bytesWritten,
      )
      bytesWritten += more.bytesWritten
    }
    this.#written += total
  }
}

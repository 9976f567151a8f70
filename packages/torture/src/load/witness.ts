import { Counts } from '../lib/counts.ts'

/**
 * What the clients saw with their own eyes, by which the product is judged in the end: the bytes that they sent, those
 * that S3 acknowledged, and what they were told of their uploads. Nothing in here comes from the product's database.
 */
export interface SentFile {
  uploadId: string
  key: string
  sha256: string
  sizeBytes: number
  /** When S3's 200 arrived (of an upload in parts, that of the last part); null: it never did. */
  ackedAt: number | null
}

export interface Told {
  uploadId: string
  status: string
  objectId: string | null
}

/** What a client itself did that explains why bytes of it are not served. */
export type Excuse = 'canceled' | 'deleted' | 'renewed' | 'undeclared bytes' | 'disputed'

export class Witness {
  readonly sent: SentFile[] = []
  readonly told: Told[] = []
  /** Answers that a client has to know how to live with, by call, status and code; and those that nobody should see. */
  readonly answers = new Counts()
  readonly unexpected: string[] = []
  readonly figures = new Counts()
  readonly #excuses = new Map<string, Set<Excuse>>()
  readonly deletedObjects = new Set<string>()
  /** Objects that a client was told are there, and those that a client asked to delete. */
  readonly toldObjects = new Set<string>()
  readonly unwantedObjects = new Set<string>()
  /** SHA-256 of what went out inside a request; the file's name says it too. */
  readonly inlineFiles = new Set<string>()
  /** Keys of somebody else under our prefix. `null`: whether it was written is not known. */
  readonly strangersKeys = new Map<string, string | null>()
  readonly strangersMultiparts = new Set<string>()

  begin(file: Omit<SentFile, 'ackedAt'>): SentFile {
    const sent: SentFile = { ...file, ackedAt: null }
    this.sent.push(sent)
    return sent
  }

  acknowledge(file: SentFile): void {
    file.ackedAt = Date.now()
    this.figures.add('files acknowledged')
    this.figures.add('bytes acknowledged', file.sizeBytes)
  }

  /** Of any answer that names uploads and their status: one, those of a batch, or the outputs of a task. */
  hear(body: unknown): void {
    const { upload_id, status, object_id, uploads, outputs } = (body ?? {}) as Record<string, unknown>
    for (const one of [uploads, outputs].flatMap(many => (Array.isArray(many) ? many : []))) this.hear(one)
    if (typeof upload_id !== 'string' || typeof status !== 'string') return
    this.told.push({
      uploadId: upload_id,
      status,
      objectId: typeof object_id === 'string' ? object_id : null,
    })
  }

  excuse(uploadId: string, excuse: Excuse): void {
    const excuses = this.#excuses.get(uploadId) ?? new Set()
    this.#excuses.set(uploadId, excuses.add(excuse))
  }

  hasExcuse(uploadId: string, excuse: Excuse): boolean {
    return this.#excuses.get(uploadId)?.has(excuse) === true
  }
}

import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { sha256 } from '../lib/sha256.ts'
import { deleteObject } from './delete-object.ts'
import type { Answer } from './http.ts'
import type { LoadDeps } from './load-deps.ts'
import { putBytes, type SignedUrl } from './put-bytes.ts'
import type { SentFile } from './witness.ts'

export interface UploadPlan {
  bucket: string
  file: Buffer<ArrayBuffer>
  declaresSize: boolean
  declaresHash: boolean
  sendsHeaders: boolean
  inParts: boolean
  owner: string | null
  /** As whom: an upload token. Default: the API key. */
  bearer?: string
  /** More members of the create. */
  fields?: object
}

const PART_BYTES = 5 * 1024 ** 2

export const createFieldsOf = (plan: UploadPlan) => ({
  filename: 'file.bin',
  content_type: 'application/octet-stream',
  presigned_url_expiration: 60,
  owner: plan.owner,
  sends_headers: plan.sendsHeaders,
  ...(plan.declaresSize ? { file_size_bytes: plan.file.length } : {}),
  ...(plan.declaresHash ? { file_hash: sha256(plan.file) } : {}),
  ...(plan.inParts ? { multipart: { part_size_bytes: PART_BYTES } } : {}),
  ...plan.fields,
})

/** One upload, as one client carries it: each step knows what the steps before were answered. */
export class UploadClient {
  readonly plan: UploadPlan
  readonly #deps: LoadDeps
  uploadId = ''
  etag = ''
  #key = ''
  #signed: SignedUrl | null = null
  /** Bytes that went out last. */
  #lastSent: Buffer<ArrayBuffer>

  constructor(deps: LoadDeps, plan: UploadPlan) {
    this.#deps = deps
    this.plan = plan
    this.#lastSent = plan.file
  }

  get #path(): string {
    return `/buckets/${this.plan.bucket}/uploads/${this.uploadId}`
  }

  /** False: there is nothing to send, because it was refused, or is a duplicate of what is there. */
  async create(): Promise<boolean> {
    const { bucket, bearer } = this.plan
    const { body, status } = await this.#deps.call({
      name: bearer === undefined ? 'create' : 'create (token)',
      method: 'POST',
      path: `/buckets/${bucket}/uploads`,
      headers: { 'idempotency-key': randomUUID() },
      json: createFieldsOf(this.plan),
      ...(bearer === undefined ? {} : { bearer }),
    })
    return status === 200 && this.adopt(body)
  }

  /** What a create answered, also that of a batch. */
  // biome-ignore lint/suspicious/noExplicitAny: an answer as it came.
  adopt(upload: any): boolean {
    this.#deps.witness.figures.add(upload.is_duplicate ? 'duplicates at create' : 'uploads begun')
    return this.#hold(upload)
  }

  /** What the client knows of what it sent. */
  claims(): { etag?: string; file_size_bytes: number; file_hash: string } {
    const etag = this.etag === '' ? {} : { etag: this.etag }
    return { ...etag, file_size_bytes: this.#lastSent.length, file_hash: sha256(this.#lastSent) }
  }

  /** The next attempt of this upload, with other bytes. */
  async renew(file: Buffer<ArrayBuffer>): Promise<boolean> {
    const size = this.plan.declaresSize ? { file_size_bytes: file.length } : {}
    const hash = this.plan.declaresHash ? { file_hash: sha256(file) } : {}
    this.#deps.witness.excuse(this.uploadId, 'renewed')
    const answer = await this.#ask('renew', 'POST /renew', { ...size, ...hash })
    if (answer.status !== 200) return false
    this.plan.file = file
    return this.#hold(answer.body)
  }

  /** True once S3 acknowledged all of it. */
  async send(file = this.plan.file): Promise<boolean> {
    const sent = this.#deps.witness.begin({
      uploadId: this.uploadId,
      key: this.#key,
      sha256: sha256(file),
      sizeBytes: file.length,
    })
    this.#lastSent = file
    if (file !== this.plan.file) this.#sendsOthers()
    return this.plan.inParts ? this.#sendParts(sent, file) : this.#sendWhole(sent, file)
  }

  /** With what the client knows of what it sent; or with claims that are wrong. */
  async confirm(claims: 'none' | 'right' | 'wrong', { isAsync = false } = {}): Promise<Answer> {
    const wrong = [{ file_size_bytes: this.#lastSent.length + 1 }, { etag: `"${'0'.repeat(32)}"` }]
    const json = { none: {}, right: this.claims(), wrong: this.#deps.random.pick(wrong) }[claims]
    if (claims === 'wrong') this.#deps.witness.excuse(this.uploadId, 'disputed')
    const answer = await this.#ask(
      `confirm (${claims})`,
      `POST /confirm${isAsync ? '?async=true' : ''}`,
      json,
    )
    if (claims === 'wrong' && answer.body?.status === 'COMPLETED')
      this.#deps.witness.unexpected.push(`${this.uploadId}: COMPLETED for ${JSON.stringify(json)}`)
    return answer
  }

  /** Until it is final, or patience ends. */
  async wait(): Promise<void> {
    await this.#ask('wait', 'GET /wait?timeout_seconds=8')
  }

  async cancel(keepsBytes = false): Promise<void> {
    this.#deps.witness.excuse(this.uploadId, 'canceled')
    const answer = await this.#ask('cancel', `DELETE ${keepsBytes ? '?delete_s3_object=false' : ''}`)
    if (answer.status === 204) await this.#ask('get', 'GET ')
  }

  async deleteObject(objectId: string): Promise<void> {
    this.#deps.witness.excuse(this.uploadId, 'deleted')
    await deleteObject(this.#deps, this.plan.bucket, objectId)
  }

  /**
   * The store may keep the file of before, by its guard or since this one never arrived: a claim that fits the one is
   * wrong for the other, and what was declared fits one of them alone.
   */
  #sendsOthers(): void {
    this.#deps.witness.excuse(this.uploadId, 'disputed')
    if (this.plan.declaresHash) this.#deps.witness.excuse(this.uploadId, 'undeclared bytes')
  }

  #ask(name: string, route: string, json?: object): Promise<Answer> {
    const [method = '', path = ''] = route.split(' ')
    const { bearer } = this.plan
    const request = {
      name: bearer === undefined ? name : `${name} (token)`,
      method,
      path: `${this.#path}${path}`,
      ...(bearer === undefined ? {} : { bearer }),
    }
    return this.#deps.call(json === undefined ? request : { ...request, json })
  }

  // biome-ignore lint/suspicious/noExplicitAny: an answer as it came.
  #hold(upload: any): boolean {
    this.uploadId = upload.upload_id
    this.#key = upload.s3_key
    this.etag = ''
    const { presigned_url: url, upload_headers: headers } = upload
    this.#signed = url === null ? null : { url, headers }
    return this.plan.inParts ? upload.status === 'PENDING' || upload.status === 'IN_PROGRESS' : url !== null
  }

  async #sendWhole(sent: SentFile, file: Buffer<ArrayBuffer>): Promise<boolean> {
    if (this.#signed === null) return false
    for (let attempt = 0; attempt < 4; attempt += 1) {
      const { status, etag } = await putBytes(this.#deps.witness, this.#signed, file)
      if (status === 200) {
        this.etag = etag
        this.#deps.witness.acknowledge(sent)
        return true
      }
      // Perhaps ours, whose answer was lost; the confirm compares.
      if (status === 412) return false
      await sleep(this.#deps.random.between(200, 1200))
    }
    return false
  }

  async #sendParts(sent: SentFile, file: Buffer<ArrayBuffer>): Promise<boolean> {
    const count = Math.max(1, Math.ceil(file.length / PART_BYTES))
    const numbers = Array.from({ length: count }, (_, index) => index + 1)
    const missing = new Set(numbers)
    for (let attempt = 0; attempt < 4 && missing.size > 0; attempt += 1) {
      const json = {
        part_numbers: [...missing],
        ...(this.plan.declaresSize ? {} : { file_size_bytes: file.length }),
      }
      const signed = await this.#ask('sign parts', 'POST /parts/sign', json)
      if (signed.status !== 200) return false
      for (const part of signed.body.parts) {
        const start = (part.part_number - 1) * PART_BYTES
        const signedPart = { url: part.presigned_url, headers: part.upload_headers }
        const { status } = await putBytes(
          this.#deps.witness,
          signedPart,
          file.subarray(start, start + PART_BYTES),
        )
        if (status === 200) missing.delete(part.part_number)
      }
    }
    if (missing.size > 0) return false
    this.#deps.witness.acknowledge(sent)
    return true
  }
}

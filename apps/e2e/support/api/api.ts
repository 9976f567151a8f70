/** The REST API as a customer's server uses it: this is how tests arrange what the browser then shows. */
import { call } from './http.ts'

export type Limits = { limit_bytes?: number | null; limit_objects?: number | null }
export type Scope = 'organization' | 'namespace' | 'bucket' | 'owner'
type Created = { upload_id: string; presigned_url: string }
export type NewFile = {
  filename: string
  content_type?: string
  body?: string | Uint8Array<ArrayBuffer>
  /** Further fields of the create. */
  more?: Record<string, unknown>
}

export class Api {
  readonly #base: string
  readonly #key: string

  constructor(apiUrl: string, key: string) {
    this.#base = `${apiUrl}/v1`
    this.#key = key
  }

  createBucket(bucket_name: string, more: Record<string, unknown> = {}): Promise<{ bucket_id: string }> {
    return this.#send('/buckets', { body: { bucket_name, bucket_schema: { properties: {} }, ...more } })
  }

  setQuota(scope: Scope, limits: Limits, id?: string): Promise<unknown> {
    const query = id === undefined ? '' : `?id=${encodeURIComponent(id)}`
    return this.#send(`/quotas/${scope}${query}`, { method: 'PUT', body: limits })
  }

  /** Asked for and not sent: an open upload. */
  create(bucket: string, file: NewFile): Promise<Created> {
    const { filename, content_type = 'text/plain', body = '', more } = file
    const file_size_bytes = Buffer.byteLength(body)
    return this.#send(`/buckets/${bucket}/uploads`, {
      body: { filename, content_type, file_size_bytes, skip_duplicates: false, ...more },
    })
  }

  /** Answers the ETag that the store gave. */
  async put(url: string, file: NewFile): Promise<string> {
    const { content_type = 'text/plain', body = '' } = file
    const response = await fetch(url, { method: 'PUT', headers: { 'content-type': content_type }, body })
    if (!response.ok) throw new Error(`the store answered ${response.status}: ${await response.text()}`)
    return response.headers.get('etag')?.replaceAll('"', '') ?? ''
  }

  confirm(bucket: string, upload: string, claims: object = {}): Promise<{ object_id: string }> {
    return this.#send(`/buckets/${bucket}/uploads/${upload}/confirm`, { body: claims })
  }

  upload(bucket: string, upload: string): Promise<{ metadata: Record<string, unknown> }> {
    return this.#send(`/buckets/${bucket}/uploads/${upload}`, {})
  }

  async revokeToken(token: string): Promise<void> {
    await this.#send(`/tokens/${token}`, { method: 'DELETE' })
  }

  async cancel(bucket: string, upload: string): Promise<void> {
    await this.#send(`/buckets/${bucket}/uploads/${upload}`, { method: 'DELETE' })
  }

  /** The whole walk: a confirmed file. */
  async store(bucket: string, file: NewFile): Promise<{ uploadId: string; objectId: string }> {
    const created = await this.create(bucket, file)
    await this.put(created.presigned_url, file)
    const { object_id: objectId } = await this.confirm(bucket, created.upload_id)
    return { uploadId: created.upload_id, objectId }
  }

  #send<TAnswer>(path: string, opts: { method?: string; body?: unknown }): Promise<TAnswer> {
    return call(`${this.#base}${path}`, { ...opts, key: this.#key })
  }
}

import { createHash } from 'node:crypto'
import type { Answer, Api, Call } from './start-api.ts'

/** The steps of an upload, as a client takes them. */
export interface CreatedUpload {
  upload_id: string
  filename: string
  presigned_url: string
  upload_headers: Record<string, string>
  s3_key: string
  attempt: number
  guard: 'CONDITIONAL' | 'SEALED'
}

export const BYTES = new TextEncoder().encode('the bytes that were meant')
export const OTHER_BYTES = new TextEncoder().encode('other bytes, of another size')

export const sha256Base64 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('base64')
export const sha256Hex = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')
export const md5Hex = (bytes: Uint8Array) => createHash('md5').update(bytes).digest('hex')

export async function createUpload(api: Api, fields: object = {}, call: Call = {}): Promise<CreatedUpload> {
  // Most tests send the same bytes, and each wants its own: who wants to share them says so.
  const json = { filename: 'note.txt', content_type: 'text/plain', skip_duplicates: false, ...fields }
  const answer = await api.call('POST', '/v1/buckets/uploads/uploads', { json, ...call })
  if (answer.status !== 200) throw new Error(`create answered ${answer.status} ${answer.text}`)
  return answer.body
}

export async function put(
  upload: Pick<CreatedUpload, 'presigned_url' | 'upload_headers'>,
  bytes: Uint8Array = BYTES,
  headers: Record<string, string> = {},
): Promise<{ status: number; etag: string; text: string }> {
  const answer = await fetch(upload.presigned_url, {
    method: 'PUT',
    headers: { ...upload.upload_headers, ...headers },
    body: bytes as Uint8Array<ArrayBuffer>,
  })
  return { status: answer.status, etag: answer.headers.get('etag') ?? '', text: await answer.text() }
}

export function confirm(api: Api, uploadId: string, json: object = {}): Promise<Answer> {
  return api.call('POST', `/v1/buckets/uploads/uploads/${uploadId}/confirm`, { json })
}

export function getUpload(api: Api, uploadId: string, query = ''): Promise<Answer> {
  return api.call('GET', `/v1/buckets/uploads/uploads/${uploadId}${query}`)
}

/** Create, PUT, confirm. */
export async function completeUpload(api: Api, fields: object = {}, bytes: Uint8Array = BYTES) {
  const upload = await createUpload(api, fields)
  await put(upload, bytes)
  const confirmed = await confirm(api, upload.upload_id)
  if (confirmed.status !== 200) throw new Error(`confirm answered ${confirmed.status} ${confirmed.text}`)
  return { upload, confirmed: confirmed.body }
}

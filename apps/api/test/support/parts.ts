import { createHash } from 'node:crypto'
import type { Answer, Api, Call } from './start-api.ts'
import { createUpload } from './uploads.ts'

/** The least that S3 takes of a part that is not the last. */
export const PART_BYTES = 5 * 1024 * 1024

/** Two parts, the second of 100 bytes. */
export const FILE = Buffer.concat([Buffer.alloc(PART_BYTES, 'a'), Buffer.alloc(100, 'b')])

export const pieceOf = (partNumber: number, file = FILE) =>
  file.subarray((partNumber - 1) * PART_BYTES, partNumber * PART_BYTES)

export function multipartEtag(file = FILE): string {
  const count = Math.ceil(file.length / PART_BYTES)
  const digests = Array.from({ length: count }, (_, index) =>
    createHash('md5')
      .update(pieceOf(index + 1, file))
      .digest(),
  )
  return `${createHash('md5').update(Buffer.concat(digests)).digest('hex')}-${count}`
}

export interface SignedPart {
  part_number: number
  presigned_url: string
  content_length: number
  upload_headers: Record<string, string>
  expires_at: string
}

export const createInParts = (api: Api, fields: object = {}) =>
  createUpload(api, {
    file_size_bytes: FILE.length,
    multipart: { part_size_bytes: PART_BYTES },
    ...fields,
  })

/** `call` may name another key; its `json` is the request. */
export const signParts = (api: Api, uploadId: string, call: Call): Promise<Answer> =>
  api.call('POST', `/v1/buckets/uploads/uploads/${uploadId}/parts/sign`, call)

export const listParts = (api: Api, uploadId: string, query = ''): Promise<Answer> =>
  api.call('GET', `/v1/buckets/uploads/uploads/${uploadId}/parts${query}`)

export async function putPart(part: SignedPart, bytes: Uint8Array = pieceOf(part.part_number)) {
  const { presigned_url: url, upload_headers: headers } = part
  const send = () => fetch(url, { method: 'PUT', headers, body: bytes as Uint8Array<ArrayBuffer> })
  // A kept-alive socket may be closed just as it is written to; a part can be sent again.
  const answer = await send().catch(send)
  await answer.arrayBuffer()
  return answer.status
}

/** Signs these parts of the file and puts them. */
export async function sendParts(api: Api, uploadId: string, numbers = [1, 2]): Promise<void> {
  const { body } = await signParts(api, uploadId, { json: { part_numbers: numbers } })
  for (const part of body.parts as SignedPart[]) {
    const status = await putPart(part)
    if (status !== 200) throw new Error(`part ${part.part_number} was answered ${status}`)
  }
}

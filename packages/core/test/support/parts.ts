import { createHash } from 'node:crypto'
import type { TestServices } from '@landfall/core/testing'
import { BODY, create } from './uploads.ts'

const md5 = (bytes: string | Buffer) => createHash('md5').update(bytes).digest()

/** `null`: in one PUT. */
export function etagOf(text: string, partBytes: number | null): string {
  if (partBytes === null) return md5(text).toString('hex')
  const parts = cut(text, partBytes)
  return `${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}`
}

export function cut(text: string, partBytes: number): string[] {
  const count = Math.max(1, Math.ceil(text.length / partBytes))
  return Array.from({ length: count }, (_, index) => text.slice(index * partBytes, (index + 1) * partBytes))
}

export const PART_BYTES = 10

/** `BODY` is two whole parts and a half one. */
export async function createInParts(test: TestServices, fields: Parameters<typeof create>[1] = {}) {
  const multipart = { part_size_bytes: PART_BYTES }
  const { upload, ref } = await create(test, { multipart, ...fields })
  const sign = (
    part_numbers: number[],
    more: { file_size_bytes?: number; presigned_url_expiration?: number } = {},
  ) => test.caller.uploads.signParts({ ...ref, part_numbers, ...more })
  /** Signs these parts of the body, and puts them. */
  const send = async (part_numbers = [1, 2, 3], body = BODY) => {
    const { parts } = await sign(
      part_numbers,
      upload.file_size_bytes === null ? { file_size_bytes: body.length } : {},
    )
    const pieces = cut(body, PART_BYTES)
    for (const part of parts)
      await test.store.put(
        { url: part.presigned_url, headers: part.upload_headers },
        pieces[part.part_number - 1] ?? '',
      )
    return parts
  }
  return { upload, ref, sign, send }
}

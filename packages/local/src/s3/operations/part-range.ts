import type { ObjectMeta } from '../disk/object-meta.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import type { ByteRange } from './byte-range.ts'
import { readPartNumber } from './multipart-request.ts'

export type PartRead = { range: ByteRange | undefined; headers: Record<string, string> }

/** `partNumber` on GET and HEAD: the bytes that came as that part. An object that came whole is its own first part. */
export function readPart(request: S3Request, meta: ObjectMeta): PartRead | undefined {
  if (!request.target.query.has('partNumber')) return undefined
  const partNumber = readPartNumber(request.target.query)
  if (request.headers.has('range')) {
    throw new S3Error('InvalidRequest', {
      message: 'Cannot specify both Range header and partNumber query parameter',
    })
  }
  const sizes = meta.multipart?.partSizes ?? [meta.size]
  const size = sizes[partNumber - 1]
  if (size === undefined) {
    throw new S3Error('InvalidPartNumber', {
      details: { PartNumberRequested: String(partNumber), ActualPartCount: String(sizes.length) },
    })
  }
  // Of no bytes there is no range; only a last part can be empty.
  if (size === 0 && meta.size > 0) throw new S3Error('InvalidRange')
  const start = sizes.slice(0, partNumber - 1).reduce((sum, bytes) => sum + bytes, 0)
  return {
    range: size === 0 ? undefined : { start, end: start + size - 1 },
    headers: meta.multipart ? { 'x-amz-mp-parts-count': String(sizes.length) } : {},
  }
}

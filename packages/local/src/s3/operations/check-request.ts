import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { EMPTY_SHA256 } from '../signature/payload-rule.ts'
import { refuseUnsupportedHeaders } from './unsupported-headers.ts'

const MAX_KEY_BYTES = 1024

export function checkKey(key: string): void {
  const bytes = Buffer.byteLength(key)
  if (bytes <= MAX_KEY_BYTES) return
  throw new S3Error('KeyTooLongError', {
    details: { Size: String(bytes), MaxSizeAllowed: String(MAX_KEY_BYTES) },
  })
}

/** An operation that takes no body still holds the client to the hash it signed. */
function expectNoBody(request: S3Request): void {
  if (request.payload.kind === 'sha256' && request.payload.hex !== EMPTY_SHA256) {
    throw new S3Error('XAmzContentSHA256Mismatch')
  }
}

/** What holds for every operation alike, before it runs. */
export function checkRequest(request: S3Request, takesBody: boolean): void {
  checkKey(request.target.key)
  refuseUnsupportedHeaders(request.headers)
  if (!takesBody) expectNoBody(request)
}

import { readChecksumClaims } from '../checksum/claims.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'

/** S3 takes some documents only with a digest of them, in whatever of its headers. */
export function requireDigest(request: S3Request): void {
  const claims = readChecksumClaims(request.headers)
  if (claims.contentMd5 || claims.checksum || claims.trailer) return
  throw new S3Error('InvalidRequest', { message: 'Missing required header for this request: Content-MD5' })
}

import type { RequestHeaders } from '../http/headers.ts'
import { S3Error } from '../s3-error.ts'

/** What S3 would act upon and this store cannot: refused rather than silently dropped. */
const UNSUPPORTED = [
  /^x-amz-server-side-encryption/,
  /^x-amz-copy-source-server-side-encryption/,
  /^x-amz-grant-/,
  /^x-amz-object-lock-/,
  /^x-amz-bucket-object-lock-/,
  /^x-amz-tagging/,
  /^x-amz-website-redirect-location$/,
  /^x-amz-write-offset-bytes$/,
  /^x-amz-copy-source-range$/,
  /^x-amz-if-match-/,
  /^x-amz-(source-)?expected-bucket-owner$/,
]
/** With ACLs switched off, as S3 has them by default, these two say what holds anyway. */
const ALLOWED_ACLS = ['private', 'bucket-owner-full-control']

export function refuseUnsupportedHeaders(headers: RequestHeaders): void {
  const unsupported = [...headers.keys()].find(name => UNSUPPORTED.some(pattern => pattern.test(name)))
  if (unsupported !== undefined) throw new S3Error('NotImplemented', { details: { Header: unsupported } })
  const storageClass = headers.get('x-amz-storage-class')
  if (storageClass !== undefined && storageClass !== 'STANDARD') {
    throw new S3Error('NotImplemented', { details: { Header: 'x-amz-storage-class' } })
  }
  const acl = headers.get('x-amz-acl')
  if (acl !== undefined && !ALLOWED_ACLS.includes(acl)) throw new S3Error('AccessControlListNotSupported')
}

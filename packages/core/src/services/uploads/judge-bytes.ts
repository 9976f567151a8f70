import { hasMultipartForm } from '../../domain/etag.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { type Claim, type ObservedObject, type Verdict, verifyObject } from '../../domain/verify-object.ts'

/** The verdict on what HEAD showed. `sourceEtag` is what the uploader saw; it differs from the ETag of a sealed copy. */
export function judgeBytes(
  upload: UploadRecord,
  claim: Claim,
  seen: { observed: ObservedObject; sourceEtag: string },
): Verdict {
  const declared = { fileSizeBytes: upload.fileSizeBytes, checksum: upload.checksum }
  return verifyObject({ declared, claim, ...seen })
}

/**
 * Of an upload in parts the client claims the ETag that S3 would make. Where only the store's own is known by now, and that
 * is of another form, the two cannot be compared: no ETag counts as claimed.
 */
export function comparableClaim(upload: UploadRecord, claim: Claim, etag: string): Claim {
  const isComparable = claim.etag === null || !hasMultipartForm(claim.etag) || hasMultipartForm(etag)
  return upload.multipart === null || isComparable ? claim : { ...claim, etag: null }
}

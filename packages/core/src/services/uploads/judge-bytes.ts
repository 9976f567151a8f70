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

import type { UploadRecord } from '../../domain/upload.ts'
import type { SignedPut } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'

/** An open upload together with a URL for its newest attempt. */
export interface SignedUpload {
  upload: UploadRecord
  /** `null`: it is sent in parts, each with a URL of its own. */
  signed: SignedPut | null
}

/**
 * Signs only what the row says, and only after it was committed: a URL that nobody recorded could leave bytes that
 * nobody knows of. A declared checksum is signed where the store was seen to verify it; elsewhere it is compared later.
 */
export async function signPut(
  deps: ServiceDeps,
  upload: UploadRecord,
  { key, seconds = upload.expirationSeconds }: { key: string; seconds?: number },
): Promise<SignedUpload> {
  if (upload.multipart !== null) return { upload, signed: null }
  const capabilities = await deps.storeProfile.current()
  const signsChecksum = upload.sendsHeaders && capabilities?.verifiesChecksum === true
  const signed = await deps.store.presignPut({
    key,
    expiresInSeconds: seconds,
    contentType: upload.contentType,
    contentLengthBytes: upload.fileSizeBytes,
    ifNoneMatch: upload.guard === 'CONDITIONAL',
    checksum: signsChecksum ? upload.checksum : null,
  })
  return { upload, signed }
}

import type { UploadRecord } from '../../domain/upload.ts'
import type { ObservedObject } from '../../domain/verify-object.ts'
import type { ServiceDeps } from '../deps.ts'

/**
 * Whether the PUT had to carry a SHA-256 in a signed header (sign-put.ts), and the store was seen to refuse any other
 * bytes: then nothing that the client could still claim would be news. The probe tries SHA-256 alone, so no other
 * algorithm counts.
 */
export async function isVerifiedByStore(
  deps: ServiceDeps,
  { checksum, sendsHeaders }: UploadRecord,
  observed: ObservedObject | null,
): Promise<boolean> {
  if (checksum?.algorithm !== 'SHA256' || !sendsHeaders) return false
  if (observed?.checksums.SHA256 !== checksum.value) return false
  return (await deps.storeProfile.current())?.verifiesChecksum === true
}

import type { UploadRecord } from '../../domain/upload.ts'
import type { ServiceDeps } from '../../services/deps.ts'
import { signDownload } from '../../services/uploads/sign-download.ts'

/** Only what was confirmed, and is still there, has a download URL. CONTRACT 5.6. */
export async function downloadUrlOf(services: ServiceDeps, upload: UploadRecord): Promise<string | null> {
  const { servedKey, filename, contentType } = upload
  const isGone = upload.deletedAt !== null || upload.objectDeleted || upload.bytesMissing
  if (upload.status !== 'COMPLETED' || servedKey === null || isGone) return null
  return signDownload(services, { ...servedKey, filename, contentType })
}

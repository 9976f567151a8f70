import type { LandfallError } from '../errors/landfall-error.ts'
import { toLandfallError } from '../errors/to-landfall-error.ts'
import type { UploadDeps } from './upload-job.ts'

/** Whoever aborted waits for this long at most. */
export const LONGEST_MS = 5_000

/**
 * Best effort: frees the reservation and dooms the key now instead of when the upload runs out. A credential that may not
 * cancel, a network that is away or an upload that was settled meanwhile change nothing for somebody who aborted.
 * Resolves with why it was not done.
 */
export async function cancelUpload(
  { trpc }: Pick<UploadDeps, 'trpc'>,
  upload: { bucket: string; uploadId: string },
): Promise<LandfallError | null> {
  const input = { bucket: upload.bucket, upload_id: upload.uploadId }
  const signal = AbortSignal.timeout(LONGEST_MS)
  return trpc.uploads.cancel.mutate(input, { signal }).then(() => null, toLandfallError)
}

import { z } from 'zod'
import { identifier } from '../text.ts'

/** CONTRACT 0.10. */
export const cancelUploadInput = z.object({
  bucket: identifier,
  upload_id: identifier,
  /** `false` keeps the bytes of a canceled upload; they are reported as kept and never deleted automatically. */
  delete_s3_object: z.boolean().default(true),
})

export type CancelUploadInput = z.input<typeof cancelUploadInput>

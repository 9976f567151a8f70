import { z } from 'zod'
import { identifier } from '../text.ts'

export const getUploadInput = z.object({
  /** Absent: any bucket of the namespace. REST always names one. */
  bucket: identifier.nullish(),
  upload_id: identifier,
  /** A fresh download URL, for COMPLETED uploads. */
  return_presigned_urls: z.boolean().default(false),
})

export type GetUploadInput = z.input<typeof getUploadInput>

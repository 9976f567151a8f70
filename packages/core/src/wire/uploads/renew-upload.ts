import { z } from 'zod'
import { byteCount } from '../common.ts'
import { identifier } from '../text.ts'
import { agreeOnDigest, digestFields } from './claims.ts'
import { expirationSeconds } from './create-upload.ts'

/** Next attempt of an open upload: a new key and URL; what is not given stays as it was. CONTRACT 0.11. */
export const renewUploadInput = z
  .object({
    bucket: identifier,
    upload_id: identifier,
    file_size_bytes: byteCount.nullish(),
    ...digestFields,
    presigned_url_expiration: expirationSeconds.nullish(),
  })
  .superRefine(agreeOnDigest)

export type RenewUploadInput = z.input<typeof renewUploadInput>

import type { LandfallError } from '../errors/landfall-error.ts'
import type { UploadResult } from '../upload/upload-result.ts'

/** An upload whose bytes were all sent before this page or process. */
export interface FinishedUpload {
  uploadId: string
  filename: string
  /** `null`: see `error`. */
  result: UploadResult | null
  error: LandfallError | null
}

import type { DomainError } from '../../domain/errors.ts'
import type { UploadMultipart } from '../../domain/multipart.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { KeyRef, UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import { closedError } from '../uploads/settled-answer.ts'

/** An open upload in parts, with the key that they become. */
export interface OpenParts {
  upload: UploadRecord
  putKey: KeyRef
  multipart: UploadMultipart
}

export function openParts(upload: UploadRecord): Result<OpenParts> {
  const { multipart, putKey } = upload
  if (multipart === null) return refuse(notMultipart(upload))
  if (!isOpen(upload.status) || putKey === null) return refuse(closedError(upload))
  return succeed({ upload, putKey, multipart })
}

const notMultipart = ({ uploadId }: UploadRecord): DomainError => ({
  code: 'NOT_MULTIPART',
  message: 'This upload is sent in one PUT; parts have to be asked for when it is created, with multipart',
  details: { upload_id: uploadId },
})

/** Aborted by a lifecycle rule or by hand, or never put together: the parts have to be sent again. */
export const multipartLost = ({ uploadId, attempt }: UploadRecord): DomainError => ({
  code: 'MULTIPART_LOST',
  message:
    'The store has neither the parts of this upload nor what they were to become; renew it and send them again',
  details: { upload_id: uploadId, attempt },
})

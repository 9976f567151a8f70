import type { DomainError } from '../../domain/errors.ts'
import type { JsonObject, UploadRecord } from '../../domain/upload.ts'
import type { Verdict } from '../../domain/verify-object.ts'

type Mismatch = Extract<Verdict, { matches: false }>

const SUBJECT = {
  ETAG_MISMATCH: 'ETag',
  SIZE_MISMATCH: 'size in bytes',
  CHECKSUM_MISMATCH: 'checksum',
} as const

/** Says what was expected, by whom, and what the store holds. */
export function mismatchError(upload: UploadRecord, verdict: Mismatch, more: JsonObject = {}): DomainError {
  const { code, source, expected, observed, algorithm } = verdict
  const where = source === 'declared' ? 'declared when the upload was created' : 'claimed by this confirm'
  return {
    code,
    message: `The ${SUBJECT[code]} ${where} is ${expected}, but storage holds ${observed}`,
    details: {
      upload_id: upload.uploadId,
      attempt: upload.attempt,
      source,
      expected,
      observed,
      ...(algorithm ? { algorithm } : {}),
      ...more,
    },
  }
}

export function notInStorageError(upload: UploadRecord): DomainError {
  return {
    code: 'OBJECT_NOT_IN_STORAGE',
    message:
      'Nothing was stored under this upload yet: PUT the file to its presigned URL, then confirm again',
    details: {
      upload_id: upload.uploadId,
      attempt: upload.attempt,
      expected: upload.fileSizeBytes ?? 'object',
      observed: null,
      expires_at: upload.expiresAt.toISOString(),
    },
  }
}

export function confirmingError(upload: UploadRecord, taskId: string): DomainError {
  return {
    code: 'CONFIRMING',
    message: 'This upload is being confirmed in the background; look at the task',
    details: { upload_id: upload.uploadId, task_id: taskId },
  }
}

export function supersededError(upload: UploadRecord): DomainError {
  return {
    code: 'SUPERSEDED',
    message: 'The upload changed while it was looked at; send the same request again',
    details: { upload_id: upload.uploadId, attempt: upload.attempt },
  }
}

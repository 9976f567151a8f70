import { base64OfFileHash } from '../../domain/checksum.ts'
import type { DomainError } from '../../domain/errors.ts'
import { type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { type Claim, verifyObject } from '../../domain/verify-object.ts'
import { mismatchError } from './confirm-refusal.ts'
import { comparableClaim } from './judge-bytes.ts'

/** How a confirm ended without a refusal. */
export type Settlement =
  | { kind: 'settled'; upload: UploadRecord; isReplay: boolean }
  | { kind: 'processing'; upload: UploadRecord; taskId: string }

/**
 * Confirm is idempotent for ever (CONTRACT 0.4): a settled upload answers its stored result again. A claim that differs
 * from what was settled is the mismatch error, and nothing changes.
 */
export function replaySettled(upload: UploadRecord, claim: Claim): Result<Settlement> {
  if (upload.status === 'CANCELED' || upload.status === 'FAILED') return refuse(closedError(upload))
  const verdict = upload.status === 'COMPLETED' ? judgeReplay(upload, claim) : null
  if (verdict && !verdict.matches) {
    return refuse(mismatchError(upload, verdict, { settled_by: upload.receipt?.settledBy ?? null }))
  }
  return succeed({ kind: 'settled', upload, isReplay: true })
}

const NOTHING_DECLARED = { fileSizeBytes: null, checksum: null }

function judgeReplay(upload: UploadRecord, claim: Claim) {
  const verified = upload.verifiedSha256 ? { SHA256: base64OfFileHash(upload.verifiedSha256) } : {}
  const checksums = { ...upload.receipt?.checksums, ...verified }
  const etag = upload.sourceEtag ?? ''
  const observed = {
    etag,
    sizeBytes: upload.fileSizeBytes ?? 0,
    contentType: null,
    versionId: null,
    checksums,
  }
  const comparable = comparableClaim(upload, claim, etag)
  return verifyObject({ declared: NOTHING_DECLARED, claim: comparable, observed, sourceEtag: etag })
}

/** Why an upload in a final state other than COMPLETED takes no further step. */
export function closedError(upload: UploadRecord): DomainError {
  const details = { upload_id: upload.uploadId, upload_status: upload.status }
  if (upload.status === 'CANCELED') {
    return { code: 'UPLOAD_CANCELED', message: 'This upload was canceled; create a new one', details }
  }
  if (upload.status === 'FAILED') {
    return {
      code: 'UPLOAD_FAILED',
      message: 'This upload ran out of time before its bytes were confirmed; create a new one',
      details: { ...details, reason: upload.failure },
    }
  }
  return { code: 'UPLOAD_SETTLED', message: `This upload is ${upload.status} already`, details }
}

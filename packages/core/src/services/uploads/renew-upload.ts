import type { Actor } from '../../domain/actor.ts'
import type { Checksum } from '../../domain/checksum.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import { putKey } from '../../domain/storage-key.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen, transferGraceSeconds } from '../../domain/upload-state.ts'
import type { RenewOutcome } from '../../ports/upload-ledger.ts'
import { MAX_MULTIPART_SECONDS, MAX_RENEWAL_SECONDS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'
import { partLimits, planParts, refuseByParts } from '../parts/part-limits.ts'
import { quotaExceeded, tooManyUnsized } from '../quotas/quota-error.ts'
import { refuseByRules, refuseByState } from './check-new-bytes.ts'
import { confirmingError, supersededError } from './confirm-refusal.ts'
import { findUpload, type UploadRef } from './find-upload.ts'
import { guardOf } from './guard-of.ts'
import { closedError } from './settled-answer.ts'
import { type SignedUpload, signPut } from './sign-put.ts'
import { refuseByToken } from './token-rules.ts'

export interface RenewUpload extends UploadRef {
  /** `undefined`: as it was declared before. */
  fileSizeBytes: number | undefined
  checksum: Checksum | undefined
  expirationSeconds: number | undefined
}

/** A presigned URL belongs to one key and one attempt, so "send it again" is a new key and never overwrites anything. */
export async function renewUpload(
  deps: ServiceDeps,
  actor: Actor,
  input: RenewUpload,
): Promise<Result<SignedUpload>> {
  const found = await findUpload(deps, actor, input)
  if (!found.ok) return found
  const upload = found.value
  const bucket = await deps.buckets.find(actor, upload.bucketId)
  if (!bucket) return notFound('upload', input.uploadId)

  const fileSizeBytes = input.fileSizeBytes ?? upload.fileSizeBytes
  const { multipart } = upload
  const refusal =
    refuseByUpload(upload, deps.clock.now()) ??
    refuseByState({ ...bucket, isLocked: false }) ??
    refuseByToken(actor, { ...upload, fileSizeBytes }) ??
    refuseByRules(bucket, {
      contentType: upload.contentType,
      fileSizeBytes,
      inParts: multipart !== null,
    }) ??
    (multipart && refuseByParts(await partLimits(deps), { fileSizeBytes, partSizeBytes: null }))
  if (refusal) return refuse(refusal)

  const key = putKey({ ...upload, prefix: deps.settings.keyPrefix, attempt: upload.attempt + 1 })
  const partSizeBytes = await planParts(deps, { multipart, fileSizeBytes })
  const renewed = await deps.uploads.renew({
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    fileSizeBytes,
    checksum: nextChecksum(upload, input),
    guard: await guardOf(deps, { partSizeBytes, sendsHeaders: upload.sendsHeaders }),
    putKey: key,
    partSizeBytes,
    expirationSeconds: input.expirationSeconds ?? upload.expirationSeconds,
    transferGraceSeconds: transferGraceSeconds(partSizeBytes ?? fileSizeBytes),
  })
  return answerRenewal(deps, upload, { renewed, key })
}

/** A new size without a new checksum means other bytes: the old digest cannot hold for them. */
function nextChecksum(upload: UploadRecord, input: RenewUpload): Checksum | null {
  if (input.checksum !== undefined) return input.checksum
  const isSameSize = input.fileSizeBytes === undefined || input.fileSizeBytes === upload.fileSizeBytes
  return isSameSize ? upload.checksum : null
}

async function answerRenewal(
  deps: ServiceDeps,
  upload: UploadRecord,
  { renewed, key }: { renewed: RenewOutcome; key: string },
): Promise<Result<SignedUpload>> {
  switch (renewed.outcome) {
    case 'renewed':
      return succeed(await signPut(deps, renewed.upload, { key }))
    case 'quota_exceeded':
      return refuse(quotaExceeded(renewed.refusal))
    case 'too_many_unsized':
      return refuse(tooManyUnsized(renewed))
    case 'lost': {
      const now = (await deps.uploads.findById(upload.uploadId)) ?? upload
      return refuse(refuseByUpload(now, deps.clock.now()) ?? supersededError(now))
    }
  }
}

function refuseByUpload(upload: UploadRecord, now: Date): DomainError | null {
  if (!isOpen(upload.status)) return closedError(upload)
  if (upload.liveTaskId) return confirmingError(upload, upload.liveTaskId)
  const [seconds, words] =
    upload.multipart === null ? [MAX_RENEWAL_SECONDS, '24 hours'] : [MAX_MULTIPART_SECONDS, '7 days']
  if (now.getTime() < upload.createdAt.getTime() + seconds * 1000) return null
  return {
    code: 'RENEWAL_ENDED',
    message: `This upload can be renewed for ${words} after it was created; create a new one`,
    details: { upload_id: upload.uploadId, created_at: upload.createdAt.toISOString() },
  }
}

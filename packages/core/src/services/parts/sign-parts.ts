import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import { partCount, partLength } from '../../domain/multipart.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { transferGraceSeconds } from '../../domain/upload-state.ts'
import type { MultipartRef, SignedPut } from '../../ports/object-store.ts'
import { MAX_MULTIPART_SECONDS } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaExceeded } from '../quotas/quota-error.ts'
import { refuseByState } from '../uploads/check-new-bytes.ts'
import { confirmingError, supersededError } from '../uploads/confirm-refusal.ts'
import { findUpload, type UploadRef } from '../uploads/find-upload.ts'
import { refuseByToken } from '../uploads/token-rules.ts'
import { beginMultipart } from './begin-multipart.ts'
import { type OpenParts, openParts } from './open-parts.ts'
import { type AskedParts, refuseParts } from './refuse-parts.ts'

export interface SignParts extends UploadRef, AskedParts {
  /** `null`: as at create. */
  expirationSeconds: number | null
}

export interface SignedPart extends SignedPut {
  partNumber: number
  contentLengthBytes: number
  expiresAt: Date
}

export interface SignedParts {
  upload: UploadRecord
  parts: SignedPart[]
}

/**
 * URLs for some parts. First what they may bring is reserved, and the deadlines move; then the attempt's multipart is
 * begun, if it was not; then each part is signed with its length. So whoever holds a URL has quota behind it, and a part
 * that was signed before costs nothing the second time.
 */
export async function signParts(
  deps: ServiceDeps,
  actor: Actor,
  input: SignParts,
): Promise<Result<SignedParts>> {
  const found = await findUpload(deps, actor, input)
  if (!found.ok) return found
  const bucket = await deps.buckets.find(actor, found.value.bucketId)
  if (!bucket) return notFound('upload', input.uploadId)
  const open = openParts(found.value)
  if (!open.ok) return open
  const refusal =
    refuseByTime(deps, found.value) ??
    // What was begun in a bucket may be brought to its end while that is locked.
    refuseByState({ ...bucket, isLocked: false }) ??
    refuseByToken(actor, {
      ...found.value,
      fileSizeBytes: input.fileSizeBytes ?? found.value.fileSizeBytes,
    }) ??
    (await refuseParts(deps, { ...open.value, bucket }, input))
  if (refusal) return refuse(refusal)

  const granted = await grant(deps, open.value, input)
  if (!granted.ok) return granted
  // The size may have been told since, by another signing: there are no lengths behind the end.
  const late = await refuseParts(deps, { ...granted.value, bucket }, input)
  if (late) return refuse(late)
  const begun = await beginMultipart(deps, granted.value)
  if (!begun.ok) return begun
  return succeed(await signEach(deps, granted.value, { input, ref: begun.value }))
}

function refuseByTime(deps: ServiceDeps, upload: UploadRecord): DomainError | null {
  if (upload.liveTaskId) return confirmingError(upload, upload.liveTaskId)
  if (secondsLeft(deps, upload) >= 1) return null
  return {
    code: 'RENEWAL_ENDED',
    message: 'Parts can be signed for 7 days after an upload was created; create a new one',
    details: { upload_id: upload.uploadId, created_at: upload.createdAt.toISOString() },
  }
}

const secondsLeft = (deps: ServiceDeps, { createdAt }: UploadRecord) =>
  Math.floor((createdAt.getTime() - deps.clock.now().getTime()) / 1000) + MAX_MULTIPART_SECONDS

async function grant(
  deps: ServiceDeps,
  { upload, multipart }: OpenParts,
  input: SignParts,
): Promise<Result<OpenParts>> {
  const granted = await deps.uploads.grantParts({
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    throughPart: Math.max(...input.partNumbers),
    fileSizeBytes: input.fileSizeBytes,
    expirationSeconds: input.expirationSeconds ?? upload.expirationSeconds,
    transferGraceSeconds: transferGraceSeconds(multipart.partSizeBytes),
  })
  switch (granted.outcome) {
    case 'granted':
      return openParts(granted.upload)
    case 'quota_exceeded':
      return refuse(quotaExceeded(granted.refusal))
    case 'lost': {
      const now = (await deps.uploads.findById(upload.uploadId)) ?? upload
      const open = openParts(now)
      return open.ok ? refuse(refuseByTime(deps, now) ?? supersededError(now)) : open
    }
  }
}

async function signEach(
  deps: ServiceDeps,
  { upload, multipart }: OpenParts,
  { input, ref }: { input: SignParts; ref: MultipartRef },
): Promise<SignedParts> {
  const { fileSizeBytes } = upload
  const wanted = input.expirationSeconds ?? upload.expirationSeconds
  const expiresInSeconds = Math.max(1, Math.min(wanted, secondsLeft(deps, upload)))
  const expiresAt = new Date(deps.clock.now().getTime() + expiresInSeconds * 1000)
  const sign = async (partNumber: number): Promise<SignedPart> => {
    const contentLengthBytes = partLength(partNumber, { ...multipart, fileSizeBytes })
    const request = { ...ref, partNumber, contentLengthBytes, expiresInSeconds }
    return { ...(await deps.store.presignPart(request)), partNumber, contentLengthBytes, expiresAt }
  }
  return { upload, parts: await Promise.all(input.partNumbers.map(sign)) }
}

/** `null`: not known yet. */
export const partCountOf = ({ multipart, fileSizeBytes }: UploadRecord) =>
  multipart === null ? null : partCount(multipart.partSizeBytes, fileSizeBytes)

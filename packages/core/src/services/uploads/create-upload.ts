import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { fileHashOfChecksum } from '../../domain/checksum.ts'
import type { DomainError } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { UploadRecord } from '../../domain/upload.ts'
import { isOpen } from '../../domain/upload-state.ts'
import { seesUpload } from '../../domain/upload-token.ts'
import type { ReserveOutcome } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaExceeded, tooManyUnsized } from '../quotas/quota-error.ts'
import { refuseByState } from './check-new-bytes.ts'
import type { CreatedUpload, CreateUpload, Creation } from './creation.ts'
import { planUpload } from './plan-upload.ts'
import { prepareCreation } from './prepare-creation.ts'
import { idempotencyOf, replayCreate } from './replay-create.ts'
import { signPut } from './sign-put.ts'
import { fillFromToken, refuseByToken, tooManyFiles, usesBucket } from './token-rules.ts'

/**
 * A request with an Idempotency-Key is looked up before anything that could refuse it has changed since it was first
 * answered, and once more where a twin may have come in between.
 */
export async function createUpload(
  deps: ServiceDeps,
  actor: Actor,
  { idempotencyKey = null, ...input }: CreateUpload & { idempotencyKey?: string | null },
): Promise<Result<CreatedUpload>> {
  const bucket = await deps.buckets.find(actor, input.bucket)
  if (!bucket || !usesBucket(actor, bucket)) return notFound('bucket', input.bucket)
  if (idempotencyKey === null) return createNew(deps, actor, { input, bucket, idempotency: null })

  const idempotency = idempotencyOf(deps, actor, {
    key: idempotencyKey,
    operation: 'uploads.create',
    request: { ...input, bucket: bucket.bucketId },
  })
  const replayed = await replayCreate(deps, actor, idempotency)
  if (replayed) return replayed
  const created = await createNew(deps, actor, { input, bucket, idempotency })
  return created.ok ? created : ((await replayCreate(deps, actor, idempotency)) ?? created)
}

async function createNew(deps: ServiceDeps, actor: Actor, asked: Creation): Promise<Result<CreatedUpload>> {
  const { bucket } = asked
  const refusal = refuseByState(bucket) ?? refuseByToken(actor, asked.input)
  if (refusal) return refuse(refusal)
  const prepared = await prepareCreation(deps, bucket, fillFromToken(actor, asked.input))
  if (!prepared.ok) return prepared
  const { input, uniqueKey } = prepared.value
  const creation = { ...asked, input }
  if (uniqueKey === null) {
    const duplicate = await answerDuplicate(deps, actor, creation)
    if (duplicate) return duplicate
  }
  return reserve(deps, actor, { ...creation, uniqueKey })
}

/** Reserves first, signs afterwards: whoever holds a URL has a row, a key and quota behind it. */
async function reserve(
  deps: ServiceDeps,
  actor: Actor,
  creation: Creation & { uniqueKey: string | null },
): Promise<Result<CreatedUpload>> {
  const { bucket } = creation
  const upload = await planUpload(deps, actor, creation)
  const reserved = await deps.uploads.reserve(upload)
  if (reserved.outcome !== 'reserved') return explainRefusal(deps, actor, { bucket, refusal: reserved })
  return succeed(await signReserved(deps, reserved.upload))
}

/** SKIPPED from the start takes no bytes. */
export async function signReserved(deps: ServiceDeps, upload: UploadRecord): Promise<CreatedUpload> {
  if (!isOpen(upload.status)) return { upload, signed: null, isDuplicate: false }
  return { ...(await signPut(deps, upload, { key: upload.lastKey })), isDuplicate: false }
}

export async function explainRefusal(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, refusal }: { bucket: BucketRecord; refusal: Exclude<ReserveOutcome, { outcome: 'reserved' }> },
): Promise<{ ok: false; error: DomainError }> {
  switch (refusal.outcome) {
    case 'bucket_closed':
      return explainClosed(deps, actor, bucket.bucketId)
    case 'quota_exceeded':
      return refuse(quotaExceeded(refusal.refusal))
    case 'too_many_unsized':
      return refuse(tooManyUnsized(refusal))
    case 'too_many_files':
      return refuse(tooManyFiles(refusal.limit))
    case 'remembered':
      return refuse(changedMeanwhile(bucket.bucketId))
  }
}

/** Only what the store verified counts: a hash that somebody declared may be a guess at somebody's bytes. */
async function answerDuplicate(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input, idempotency }: Creation,
): Promise<Result<CreatedUpload> | null> {
  const original = await findOriginalFor(deps, actor, { bucket, input })
  if (original === null) return null
  const isFirst =
    idempotency === null || (await deps.uploads.rememberDuplicate(actor, idempotency, original.uploadId))
  if (!isFirst) return refuse(changedMeanwhile(bucket.bucketId))
  return succeed({ upload: original, signed: null, isDuplicate: true })
}

export async function findOriginalFor(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input }: Pick<Creation, 'bucket' | 'input'>,
): Promise<UploadRecord | null> {
  const sha256 = fileHashOfChecksum(input.checksum)
  if (sha256 === null || !input.skipDuplicates) return null
  const { organizationId, namespaceId } = actor
  const { owner, fileSizeBytes, createObject } = input
  const place = { organizationId, namespaceId, bucketId: bucket.bucketId, owner }
  const original = await deps.uploads.findOriginal(place, { sha256, fileSizeBytes, createObject })
  return original && seesUpload(actor, original) ? original : null
}

/** The bucket was closed or deleted after we had looked at it. */
async function explainClosed(deps: ServiceDeps, actor: Actor, ref: string) {
  const bucket = await deps.buckets.find(actor, ref)
  if (!bucket) return notFound('bucket', ref)
  return refuse(refuseByState(bucket) ?? changedMeanwhile(bucket.bucketId))
}

const changedMeanwhile = (bucketId: string): DomainError => ({
  code: 'SUPERSEDED',
  message: 'The bucket changed while it was looked at; send the same request again',
  details: { resource: 'bucket', id: bucketId },
})

import type { Actor } from '../../domain/actor.ts'
import { blobPropertyOf, blobTypeOf } from '../../domain/blob-type.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import type { Checksum } from '../../domain/checksum.ts'
import type { DomainError } from '../../domain/errors.ts'
import { chooseGuard } from '../../domain/guard.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import { putKey } from '../../domain/storage-key.ts'
import type { JsonObject } from '../../domain/upload.ts'
import { transferGraceSeconds } from '../../domain/upload-state.ts'
import type { NewUpload } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaExceeded, tooManyUnsized } from '../quotas/quota-error.ts'
import { refuseByRules, refuseByState } from './check-new-bytes.ts'
import { type SignedUpload, signPut } from './sign-put.ts'

export interface CreateUpload {
  bucket: string
  filename: string
  contentType: string
  fileSizeBytes: number | null
  expirationSeconds: number
  metadata: JsonObject | null
  createObject: boolean
  objectMetadata: JsonObject | null
  blobProperty: string | null
  blobType: string | null
  checksum: Checksum | null
  skipDuplicates: boolean
  owner: string | null
  sendsHeaders: boolean
}

/** Reserves first, signs afterwards: whoever holds a URL has a row, a key and quota behind it. */
export async function createUpload(
  deps: ServiceDeps,
  actor: Actor,
  input: CreateUpload,
): Promise<Result<SignedUpload>> {
  const bucket = await deps.buckets.find(actor, input.bucket)
  if (!bucket) return notFound('bucket', input.bucket)
  const refusal = refuseByState(bucket) ?? refuseByRules(bucket, input)
  if (refusal) return refuse(refusal)

  const upload = await planUpload(deps, actor, { bucket, input })
  const reserved = await deps.uploads.reserve(upload)
  switch (reserved.outcome) {
    case 'bucket_closed':
      return explainClosed(deps, actor, input.bucket)
    case 'quota_exceeded':
      return refuse(quotaExceeded(reserved.refusal))
    case 'too_many_unsized':
      return refuse(tooManyUnsized(reserved))
    case 'reserved':
      return succeed(await signPut(deps, reserved.upload, upload.putKey))
  }
}

/** The bucket was closed or deleted after we had looked at it. */
async function explainClosed(deps: ServiceDeps, actor: Actor, ref: string): Promise<Result<SignedUpload>> {
  const bucket = await deps.buckets.find(actor, ref)
  if (!bucket) return notFound('bucket', ref)
  const reopened: DomainError = {
    code: 'SUPERSEDED',
    message: 'The bucket changed while it was looked at; send the same request again',
    details: { resource: 'bucket', id: bucket.bucketId },
  }
  return refuse(refuseByState(bucket) ?? reopened)
}

async function planUpload(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input }: { bucket: BucketRecord; input: CreateUpload },
): Promise<NewUpload> {
  const uploadId = deps.ids.next('upload')
  const { organizationId, namespaceId } = actor
  const { keyPrefix: prefix } = deps.settings
  return {
    ...input,
    uploadId,
    organizationId,
    namespaceId,
    bucketId: bucket.bucketId,
    blobProperty: input.blobProperty ?? blobPropertyOf(input.filename),
    blobType: (input.blobType ?? blobTypeOf(input.contentType)).toUpperCase(),
    guard: chooseGuard(await deps.storeProfile.current(), input.sendsHeaders),
    putKey: putKey({ prefix, organizationId, namespaceId, uploadId, attempt: 1, filename: input.filename }),
    transferGraceSeconds: transferGraceSeconds(input.fileSizeBytes),
    actorId: actor.id,
  }
}

import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { withDefaults } from '../../domain/bucket-schema.ts'
import type { DomainError } from '../../domain/errors.ts'
import type { ObjectRecord } from '../../domain/object.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import { uniqueKeyConfig } from '../../domain/unique-key.ts'
import type { CreateObjectOutcome } from '../../ports/object-catalog.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaExceeded } from '../quotas/quota-error.ts'
import { refuseByState } from '../uploads/check-new-bytes.ts'
import { bytesMissing, findBlobs, refuseBySchema, storeBlobs } from './gather-blobs.ts'
import type { CreateObject, Policy } from './object-input.ts'
import { findByKey, keyExists, objectKeyOf } from './object-key.ts'
import { updateObject } from './update-object.ts'

/** The object of an upsert may come or go while it is written; after so many looks the caller hears of it. */
const MAX_LOOKS = 5

/**
 * CONTRACT 7. In a bucket with a unique key the policy says what becomes of an object that has it: `insert` refuses,
 * `update` needs one, `upsert` takes it either way. Racing creates with one key: the database lets one in.
 */
export async function createObject(
  deps: ServiceDeps,
  actor: Actor,
  input: CreateObject,
): Promise<Result<ObjectRecord>> {
  const bucket = await deps.buckets.find(actor, input.bucket)
  if (!bucket) return notFound('bucket', input.bucket)
  const closed = refuseByState(bucket)
  if (closed) return refuse(closed)
  const metadata = withDefaults(bucket.schema, input.metadata)
  const policy = policyOf(bucket, input.policy)
  if (!policy.ok) return policy
  const uniqueKey = objectKeyOf(bucket, metadata)
  if (!uniqueKey.ok) return uniqueKey
  const asked = { bucket, uniqueKey: uniqueKey.value, input, metadata }
  for (let look = 1; ; look++) {
    const written = await write(deps, actor, { ...asked, policy: policy.value })
    const isDone = written.ok || policy.value !== 'upsert' || !wasOvertaken(written.error)
    if (isDone || look === MAX_LOOKS) return written
  }
}

interface Asked {
  bucket: BucketRecord
  uniqueKey: string | null
  input: CreateObject
  /** With the defaults of the schema, for a new object. */
  metadata: CreateObject['metadata']
}

async function write(
  deps: ServiceDeps,
  actor: Actor,
  { policy, ...asked }: Asked & { policy: Policy },
): Promise<Result<ObjectRecord>> {
  const { bucket, uniqueKey, input } = asked
  const existing = await findByKey(deps, bucket, uniqueKey)
  if (existing && policy === 'insert') return refuse(keyExists(existing.objectId))
  if (existing) return updateExisting(deps, actor, { bucket, input, existing })
  if (policy === 'update') return notFound('object', uniqueKey ?? '')
  return insert(deps, actor, asked)
}

/** Somebody made the object that was to be made, or deleted the one that was to be changed. */
const wasOvertaken = ({ code, details }: DomainError) =>
  code === 'UNIQUE_KEY_EXISTS' || (code === 'NOT_FOUND' && details?.resource === 'object')

async function insert(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, uniqueKey, input, metadata }: Asked,
): Promise<Result<ObjectRecord>> {
  const { keyPrefix } = input
  const found = await findBlobs(deps, actor, { bucket, blobs: input.blobs })
  if (!found.ok) return found
  const misfit = refuseBySchema(bucket, { metadata, blobs: found.value.blobs })
  if (misfit) return refuse(misfit)
  const stored = await storeBlobs(deps, actor, { bucket, found: found.value })
  if (!stored.ok) return stored
  const { blobs, undo } = stored.value
  const { organizationId, namespaceId } = actor
  const created = await deps.objects.create({
    ...{ organizationId, namespaceId, keyPrefix, metadata, uniqueKey, blobs },
    objectId: deps.ids.next('object'),
    bucketId: bucket.bucketId,
    owner: found.value.owner,
  })
  if (created.outcome === 'created') return succeed(created.object)
  await undo()
  return refuse(await explain(deps, bucket, { created, uniqueKey, uploadId: blobs[0]?.uploadId ?? '' }))
}

async function explain(
  deps: ServiceDeps,
  bucket: BucketRecord,
  {
    created,
    uniqueKey,
    uploadId,
  }: {
    created: Exclude<CreateObjectOutcome, { outcome: 'created' }>
    uniqueKey: string | null
    uploadId: string
  },
): Promise<DomainError> {
  switch (created.outcome) {
    case 'quota_exceeded':
      return quotaExceeded(created.refusal)
    case 'upload_gone':
      return bytesMissing(uploadId)
    case 'key_taken':
      return keyExists((await findByKey(deps, bucket, uniqueKey))?.objectId ?? null)
    case 'bucket_closed':
      return {
        code: 'SUPERSEDED',
        message: 'The bucket changed while it was looked at; send the same request again',
        details: { resource: 'bucket', id: bucket.bucketId },
      }
  }
}

function updateExisting(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input, existing }: { bucket: BucketRecord; input: CreateObject; existing: ObjectRecord },
): Promise<Result<ObjectRecord>> {
  return updateObject(deps, actor, {
    bucket: bucket.bucketId,
    objectId: existing.objectId,
    keyPrefix: input.keyPrefix,
    metadata: input.metadata,
    blobs: input.blobs.length > 0 ? input.blobs : null,
  })
}

/** Without a unique key nothing can be there already, whatever was asked for. */
function policyOf(bucket: BucketRecord, asked: Policy | null): Result<Policy> {
  const config = uniqueKeyConfig(bucket.uniqueKey)
  if (config === null) return succeed('insert')
  const policy = asked ?? config.defaultPolicy
  if (policy !== null) return succeed(policy)
  return refuse({
    code: 'POLICY_REQUIRED',
    message: 'This bucket has a unique key and no default policy; send policy: insert, update or upsert',
    details: { resource: 'bucket', id: bucket.bucketId, field: 'policy' },
  })
}

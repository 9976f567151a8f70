import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { withDefaults } from '../../domain/bucket-schema.ts'
import type { DomainError } from '../../domain/errors.ts'
import type { ObjectRecord } from '../../domain/object.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { JsonObject } from '../../domain/upload.ts'
import type { NewBlob } from '../../ports/object-catalog.ts'
import { MAX_METADATA_BYTES } from '../../wire/limits.ts'
import type { ServiceDeps } from '../deps.ts'
import { refuseByState } from '../uploads/check-new-bytes.ts'
import { bytesMissing, type FoundBlobs, findBlobs, refuseBySchema, storeBlobs } from './gather-blobs.ts'
import type { UpdateObject } from './object-input.ts'
import { findByKey, keyExists, objectKeyOf } from './object-key.ts'
import { getObject } from './read-objects.ts'

/** Somebody may change the same object in between; after so many looks the caller tries again. */
const MAX_LOOKS = 5

/** CONTRACT 7: metadata is merged into what is there, blobs replace what is there. */
export async function updateObject(
  deps: ServiceDeps,
  actor: Actor,
  input: UpdateObject,
): Promise<Result<ObjectRecord>> {
  const object = await getObject(deps, actor, input)
  if (!object.ok) return object
  const bucket = await deps.buckets.find(actor, object.value.bucketId)
  if (!bucket) return notFound('object', input.objectId)
  const closed = refuseByState(bucket)
  if (closed) return refuse(closed)
  const { owner } = object.value
  const found = await findBlobs(deps, actor, { bucket, blobs: input.blobs ?? [], owner })
  if (!found.ok) return found
  const misfit = misfitOf(bucket, object.value, { input, found: found.value })
  if (misfit) return refuse(misfit)
  const stored = await storeBlobs(deps, actor, { bucket, found: found.value })
  if (!stored.ok) return stored
  const { blobs, undo } = stored.value
  const updated = await write(deps, actor, { bucket, input, blobs: input.blobs === null ? null : blobs })
  if (!updated.ok) await undo()
  return updated
}

function misfitOf(
  bucket: BucketRecord,
  object: ObjectRecord,
  { input, found }: { input: UpdateObject; found: FoundBlobs },
) {
  const kept = input.blobs === null ? object.blobs.map(({ property }) => property) : []
  const metadata = merge(bucket, object.metadata, input.metadata)
  return refuseBySchema(bucket, { metadata, blobs: found.blobs, kept })
}

async function write(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, input, blobs }: { bucket: BucketRecord; input: UpdateObject; blobs: NewBlob[] | null },
): Promise<Result<ObjectRecord>> {
  const { organizationId, namespaceId } = actor
  for (let look = 1; look <= MAX_LOOKS; look++) {
    const object = await getObject(deps, actor, input)
    if (!object.ok) return object
    const { objectId, metadata: seenMetadata } = object.value
    const metadata = merge(bucket, seenMetadata, input.metadata)
    const tooLarge = refuseGrowth(seenMetadata, metadata)
    if (tooLarge) return refuse(tooLarge)
    const uniqueKey = objectKeyOf(bucket, metadata)
    if (!uniqueKey.ok) return uniqueKey
    const updated = await deps.objects.update({
      ...{ organizationId, namespaceId, objectId, metadata, seenMetadata, blobs },
      uniqueKey: uniqueKey.value,
      keyPrefix: input.keyPrefix ?? object.value.keyPrefix,
    })
    if (updated.outcome === 'updated') return succeed(updated.object)
    if (updated.outcome === 'key_taken') return refuseTaken(deps, bucket, uniqueKey.value)
    if (updated.outcome === 'upload_gone') return refuse(bytesMissing(blobs?.[0]?.uploadId ?? ''))
  }
  return refuse({
    code: 'SUPERSEDED',
    message: 'The object changed while it was looked at; send the same request again',
    details: { resource: 'object', id: input.objectId },
  })
}

async function refuseTaken(deps: ServiceDeps, bucket: BucketRecord, uniqueKey: string | null) {
  const holder = await findByKey(deps, bucket, uniqueKey)
  return refuse(keyExists(holder?.objectId ?? null))
}

/** Each request is within the limit; what many of them add up to has to be too. What is beyond it already may change. */
function refuseGrowth(seen: JsonObject | null, merged: JsonObject | null): DomainError | null {
  const bytes = bytesOf(merged)
  if (bytes <= MAX_METADATA_BYTES || bytes <= bytesOf(seen)) return null
  const message = `the metadata of the object would be ${bytes} bytes of JSON; at most ${MAX_METADATA_BYTES}`
  return { code: 'INVALID_INPUT', message, issues: [{ path: [], message, type: 'too_big' }] }
}

const bytesOf = (metadata: JsonObject | null) => new TextEncoder().encode(JSON.stringify(metadata)).length

function merge(bucket: BucketRecord, seen: JsonObject | null, given: JsonObject | null): JsonObject | null {
  const merged = given === null ? seen : { ...seen, ...given }
  return withDefaults(bucket.schema, merged)
}

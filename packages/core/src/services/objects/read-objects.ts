import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import type { BlobRecord, ObjectRecord } from '../../domain/object.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import { readsContent } from '../../domain/upload-token.ts'
import { DOWNLOAD_URL_SECONDS } from '../../wire/limits.ts'
import { locateBucket } from '../buckets/locate-bucket.ts'
import type { ServiceDeps } from '../deps.ts'
import { findUpload } from '../uploads/find-upload.ts'
import { signDownload } from '../uploads/sign-download.ts'
import { lookForMissing } from './look-for-missing.ts'

export interface ObjectRef {
  /** Id or name; null: any bucket of the namespace. */
  bucket: string | null
  objectId: string
}

export async function getObject(
  deps: ServiceDeps,
  actor: Actor,
  ref: ObjectRef,
): Promise<Result<ObjectRecord>> {
  const located = await locate(deps, actor, ref)
  if (!located.ok) return located
  const read = () => deps.objects.find(actor, located.value)
  let object = await read()
  if (object && (await lookForMissing(deps, object))) object = await read()
  return object ? succeed(object) : notFound('object', ref.objectId)
}

export async function deleteObject(deps: ServiceDeps, actor: Actor, ref: ObjectRef): Promise<Result<null>> {
  const located = await locate(deps, actor, ref)
  if (!located.ok) return located
  const locked = await refuseLocked(deps, actor, located.value)
  if (locked) return refuse(locked)
  return (await deps.objects.delete(actor, located.value)) ? succeed(null) : notFound('object', ref.objectId)
}

/** A locked bucket is read-only (CONTRACT 6); one that is being deleted loses its objects in any case. */
async function refuseLocked(
  deps: ServiceDeps,
  actor: Actor,
  ref: { objectId: string; bucketId: string | null },
): Promise<DomainError | null> {
  const bucketId = ref.bucketId ?? (await deps.objects.find(actor, ref))?.bucketId
  const bucket = bucketId === undefined ? null : await deps.buckets.find(actor, bucketId)
  if (!bucket?.isLocked) return null
  const details = { resource: 'bucket', id: bucket.bucketId }
  return { code: 'BUCKET_LOCKED', message: 'This bucket is locked', details }
}

/** A fresh signed URL to one blob's bytes: the stable address of an object (CONTRACT 0.18). */
export async function getObjectContent(
  deps: ServiceDeps,
  actor: Actor,
  input: { objectId: string; property: string | null },
): Promise<Result<{ url: string; expiresAt: Date }>> {
  const found = await getObject(deps, actor, { bucket: null, objectId: input.objectId })
  if (!found.ok) return found
  if (!(await maySeeContent(deps, actor, found.value))) return notFound('object', input.objectId)
  const blob = pickBlob(found.value.blobs, input.property)
  if (!blob)
    return input.property === null ? refuse(noFiles(input.objectId)) : notFound('blob', input.property)
  if (blob.missingSince !== null) return refuse(bytesMissing(found.value, blob))
  const expiresAt = new Date(deps.clock.now().getTime() + DOWNLOAD_URL_SECONDS * 1000)
  return succeed({ url: await signDownload(deps, blob), expiresAt })
}

/** To a token only what came of its own uploads is there, and only if it was minted for reading. */
async function maySeeContent(deps: ServiceDeps, actor: Actor, object: ObjectRecord): Promise<boolean> {
  if (actor.kind !== 'token') return true
  if (!readsContent(actor)) return false
  const found = await Promise.all(
    object.blobs.map(({ uploadId }) => findUpload(deps, actor, { bucket: null, uploadId })),
  )
  return found.length > 0 && found.every(({ ok }) => ok)
}

function bytesMissing({ objectId }: ObjectRecord, { missingSince }: BlobRecord): DomainError {
  return {
    code: 'BYTES_MISSING',
    message: 'The bytes of this object are not in the store any more; an operator has to look',
    details: { resource: 'object', id: objectId, missing_since: missingSince?.toISOString() ?? null },
  }
}

const noFiles = (id: string): DomainError => ({
  code: 'NOT_FOUND',
  message: `Object ${id} has no files`,
  details: { resource: 'blob', id },
})

function pickBlob(blobs: BlobRecord[], property: string | null): BlobRecord | undefined {
  return property === null ? blobs[0] : blobs.find(blob => blob.property === property)
}

async function locate(deps: ServiceDeps, actor: Actor, ref: ObjectRef) {
  const located = await locateBucket(deps, actor, ref.bucket)
  return located.ok ? succeed({ objectId: ref.objectId, bucketId: located.value }) : located
}

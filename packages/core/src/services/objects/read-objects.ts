import type { Actor } from '../../domain/actor.ts'
import type { BlobRecord, ObjectRecord } from '../../domain/object.ts'
import { notFound, type Result, succeed } from '../../domain/result.ts'
import { DOWNLOAD_URL_SECONDS } from '../../wire/limits.ts'
import { locateBucket } from '../buckets/locate-bucket.ts'
import type { ServiceDeps } from '../deps.ts'
import { signDownload } from '../uploads/sign-download.ts'

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
  const object = await deps.objects.find(actor, located.value)
  return object ? succeed(object) : notFound('object', ref.objectId)
}

export async function deleteObject(deps: ServiceDeps, actor: Actor, ref: ObjectRef): Promise<Result<null>> {
  const located = await locate(deps, actor, ref)
  if (!located.ok) return located
  return (await deps.objects.delete(actor, located.value)) ? succeed(null) : notFound('object', ref.objectId)
}

/** A fresh signed URL to one blob's bytes: the stable address of an object (CONTRACT 0.18). */
export async function getObjectContent(
  deps: ServiceDeps,
  actor: Actor,
  input: { objectId: string; property: string | null },
): Promise<Result<{ url: string; expiresAt: Date }>> {
  const found = await getObject(deps, actor, { bucket: null, objectId: input.objectId })
  if (!found.ok) return found
  const blob = pickBlob(found.value.blobs, input.property)
  if (!blob) return notFound('blob', input.property ?? input.objectId)
  const expiresAt = new Date(deps.clock.now().getTime() + DOWNLOAD_URL_SECONDS * 1000)
  return succeed({ url: await signDownload(deps, blob), expiresAt })
}

function pickBlob(blobs: BlobRecord[], property: string | null): BlobRecord | undefined {
  return property === null ? blobs[0] : blobs.find(blob => blob.property === property)
}

async function locate(deps: ServiceDeps, actor: Actor, ref: ObjectRef) {
  const located = await locateBucket(deps, actor, ref.bucket)
  return located.ok ? succeed({ objectId: ref.objectId, bucketId: located.value }) : located
}

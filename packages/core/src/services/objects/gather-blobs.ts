/** The blobs of an object to be: whose bytes they are, whether they fit the bucket, and the uploads that hold them. */
import type { Actor } from '../../domain/actor.ts'
import type { BucketRecord } from '../../domain/bucket.ts'
import { contentFits, fieldOf, schemaFields, schemaIssues } from '../../domain/bucket-schema.ts'
import type { DomainError, FieldIssue } from '../../domain/errors.ts'
import { notFound, type Result, refuse, succeed } from '../../domain/result.ts'
import type { JsonObject, UploadRecord } from '../../domain/upload.ts'
import type { NewBlob } from '../../ports/object-catalog.ts'
import type { ServiceDeps } from '../deps.ts'
import { doesNotFit, invalidFields, unknownProperty } from '../uploads/check-schema.ts'
import type { BlobInput } from './object-input.ts'
import { storeData } from './store-data.ts'

interface FoundBlob extends BlobInput {
  /** `null`: its bytes came with the request. */
  upload: UploadRecord | null
}

export interface FoundBlobs {
  blobs: FoundBlob[]
  owner: string | null
}

interface AskedBlobs {
  bucket: BucketRecord
  blobs: BlobInput[]
  /** Of an object that is there already; absent: that of its uploads. */
  owner?: string | null
}

/** An unknown upload, a stranger's and another bucket's get the same answer. */
export async function findBlobs(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, blobs: asked, owner }: AskedBlobs,
): Promise<Result<FoundBlobs>> {
  const blobs: FoundBlob[] = []
  for (const blob of asked) {
    if (blob.source.kind === 'data') {
      blobs.push({ ...blob, upload: null })
      continue
    }
    const { uploadId } = blob.source
    const upload = await deps.uploads.find(actor, uploadId)
    if (upload?.bucketId !== bucket.bucketId) return notFound('upload', uploadId)
    const refusal = refuseUnusable(upload)
    if (refusal) return refuse(refusal)
    blobs.push({ ...blob, upload })
  }
  const owners = new Set(blobs.flatMap(({ upload }) => (upload ? [upload.owner] : [])))
  if (owner !== undefined) owners.add(owner)
  if (owners.size > 1) {
    const message =
      owner === undefined ? 'must be of one owner' : `must be of ${named(owner)}, as the object is`
    return refuse(invalidFields([{ path: ['blobs'], message, type: 'value_error' }]))
  }
  return succeed({ blobs, owner: [...owners][0] ?? null })
}

const named = (owner: string | null) => (owner === null ? 'no owner' : `owner ${owner}`)

function refuseUnusable(upload: UploadRecord): DomainError | null {
  const details = { resource: 'upload', id: upload.uploadId, upload_status: upload.status }
  if (upload.status !== 'COMPLETED') {
    return {
      code: 'UPLOAD_NOT_CONFIRMED',
      message: `Upload ${upload.uploadId} is ${upload.status}; an object can name COMPLETED uploads`,
      details,
    }
  }
  return upload.deletedAt === null && !upload.bytesMissing ? null : bytesMissing(upload.uploadId)
}

export const bytesMissing = (uploadId: string): DomainError => ({
  code: 'BYTES_MISSING',
  message: `The bytes of upload ${uploadId} are gone`,
  details: { resource: 'upload', id: uploadId },
})

/** CONTRACT 7: a blob's type is that of the field which it is named for, and its bytes fit that. */
export function refuseBySchema(
  { schema }: Pick<BucketRecord, 'schema'>,
  { metadata, blobs, kept = [] }: { metadata: JsonObject | null; blobs: FoundBlob[]; kept?: string[] },
): DomainError | null {
  const files = [...blobs.map(({ property }) => property), ...kept]
  const issues = [
    ...blobs.flatMap((blob, index) => blobIssues(schema, blob, index)),
    ...schemaIssues(schema, { metadata, files }),
  ]
  return issues.length === 0 ? null : invalidFields(issues)
}

function blobIssues(schema: JsonObject | null, blob: FoundBlob, index: number): FieldIssue[] {
  const at = (field: string, message: string): FieldIssue[] => [
    { path: ['blobs', index, field], message, type: 'value_error' },
  ]
  const field = fieldOf(schema, blob.property)
  if (field === null) {
    const isFree = Object.keys(schemaFields(schema)).length === 0
    return isFree ? [] : at('property', unknownProperty(schema, blob.property))
  }
  if (field.type !== blob.type)
    return at('type', `must be ${field.type}, the type of ${blob.property} in this bucket`)
  const contentType = blob.upload?.contentType ?? (blob.source.kind === 'data' ? blob.source.contentType : '')
  if (contentFits(field.type, contentType)) return []
  return at(blob.upload ? 'upload_id' : 'data', doesNotFit(blob.property, field.type, contentType))
}

/** Stores what came with the request. `undo` lets go of it again, should there be no object after all. */
export async function storeBlobs(
  deps: ServiceDeps,
  actor: Actor,
  { bucket, found }: { bucket: BucketRecord; found: FoundBlobs },
): Promise<Result<{ blobs: NewBlob[]; undo(): Promise<void> }>> {
  const blobs: NewBlob[] = []
  const undo = async () => {
    for (const { uploadId, takesOver } of blobs) if (takesOver) await deps.uploads.dropReference(uploadId)
  }
  for (const { property, type, keyPrefix, metadata, source } of found.blobs) {
    const blob = { blobId: deps.ids.next('blob'), property, type, keyPrefix, metadata }
    if (source.kind === 'upload') {
      blobs.push({ ...blob, uploadId: source.uploadId, takesOver: false })
      continue
    }
    const { owner } = found
    const stored = await storeData(deps, actor, { bucket, owner, blob, data: source })
    if (!stored.ok) {
      await undo()
      return stored
    }
    blobs.push({ ...blob, uploadId: stored.value, takesOver: true })
  }
  return succeed({ blobs, undo })
}

import type { JsonObject } from '../../domain/upload.ts'
import type {
  CreateObjectOutcome,
  NewBlob,
  NewObject,
  ObjectUpdate,
  UpdateObjectOutcome,
} from '../../ports/object-catalog.ts'
import { releaseKey } from './key-references.ts'
import { toObjectRecord } from './object-view.ts'
import { ensureOwnerQuota, findRefusal, moveQuota } from './quota-rows.ts'
import { findByUniqueKey } from './sharing.ts'
import { type BlobRow, type FakeTables, type ObjectRow, rowOf } from './tables.ts'
import { isOwn } from './tenancy.ts'

export function createObject(tables: FakeTables, object: NewObject): CreateObjectOutcome {
  const { organizationId, namespaceId, bucketId, owner, objectId } = object
  const target = { organizationId, namespaceId, bucketId, owner }
  ensureOwnerQuota(tables, target)
  const blobs = toBlobRows(tables, target, object.blobs)
  if (blobs === null) return { outcome: 'upload_gone' }
  const bucket = tables.buckets.get(bucketId)
  if (bucket?.status !== 'ACTIVE' || bucket.isLocked) return { outcome: 'bucket_closed' }
  const refusal = findRefusal(tables, target, { bytes: 0, objects: 1 })
  if (refusal !== null) return { outcome: 'quota_exceeded', refusal }
  if (findByUniqueKey(tables, target, object.uniqueKey) !== null) return { outcome: 'key_taken' }
  moveQuota(tables, { target, subject: objectId, kind: 'settle', usedObjects: 1 })
  const now = tables.clock.now()
  const row: ObjectRow = {
    objectId,
    ...target,
    ...structuredClone({
      keyPrefix: object.keyPrefix,
      metadata: object.metadata,
      uniqueKey: object.uniqueKey,
    }),
    status: 'COMPLETED',
    createdAt: now,
    updatedAt: now,
    blobs,
  }
  tables.objects.set(objectId, row)
  takeOver(tables, object.blobs)
  return { outcome: 'created', object: toObjectRecord(tables, row) }
}

export function updateObject(tables: FakeTables, update: ObjectUpdate): UpdateObjectOutcome {
  const row = tables.objects.get(update.objectId)
  if (row === undefined || !isOwn(update, row) || !isSame(row.metadata, update.seenMetadata))
    return { outcome: 'lost' }
  const blobs = update.blobs === null ? row.blobs : toBlobRows(tables, row, update.blobs)
  if (blobs === null) return { outcome: 'upload_gone' }
  const other = findByUniqueKey(tables, row, update.uniqueKey)
  if (other !== null && other !== row.objectId) return { outcome: 'key_taken' }
  const dropped = new Set(row.blobs.map(({ keyId }) => keyId))
  const { keyPrefix, metadata, uniqueKey } = update
  Object.assign(row, structuredClone({ keyPrefix, metadata, uniqueKey, blobs }), {
    updatedAt: tables.clock.now(),
  })
  takeOver(tables, update.blobs ?? [])
  for (const keyId of dropped) releaseKey(tables, keyId)
  return { outcome: 'updated', object: toObjectRecord(tables, row) }
}

type Place = Pick<ObjectRow, 'organizationId' | 'namespaceId' | 'bucketId' | 'owner'>

function toBlobRows(tables: FakeTables, place: Place, blobs: NewBlob[]): BlobRow[] | null {
  const rows = blobs.flatMap(blob => {
    const upload = tables.uploads.get(blob.uploadId)
    if (upload?.status !== 'COMPLETED' || upload.deletedAt !== null || upload.servedKeyId === null) return []
    const { declared } = upload
    const isHere = isOwn(place, declared) && declared.bucketId === place.bucketId
    const key = rowOf(tables.keys, upload.servedKeyId)
    if (!isHere || declared.owner !== place.owner || key.state !== 'live' || key.missingSince !== null)
      return []
    return [
      {
        blobId: blob.blobId,
        property: blob.property,
        type: blob.type,
        uploadId: blob.uploadId,
        ...structuredClone({ keyPrefix: blob.keyPrefix, metadata: blob.metadata }),
        filename: declared.filename,
        contentType: declared.contentType,
        sizeBytes: key.sizeBytes ?? 0,
        etag: key.etag ?? '',
        sha256: key.sha256,
        keyId: key.id,
      },
    ]
  })
  return rows.length === blobs.length ? rows : null
}

function takeOver(tables: FakeTables, blobs: NewBlob[]): void {
  for (const { uploadId, takesOver } of blobs) {
    const upload = rowOf(tables.uploads, uploadId)
    if (takesOver && !upload.declared.createObject) upload.deletedAt = tables.clock.now()
  }
}

const isSame = (a: JsonObject | null, b: JsonObject | null) => JSON.stringify(a) === JSON.stringify(b)

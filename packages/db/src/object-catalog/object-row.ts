import type { JsonObject, ObjectRecord } from '@landfall/core/domain'
import type { Prisma } from '../generated/client.ts'
import { toSafeInteger } from '../rows.ts'

export const OBJECT_SELECT = {
  id: true,
  organizationId: true,
  namespaceId: true,
  bucketId: true,
  owner: true,
  keyPrefix: true,
  metadata: true,
  status: true,
  createdAt: true,
  updatedAt: true,
  blobs: {
    select: {
      id: true,
      property: true,
      type: true,
      uploadId: true,
      filename: true,
      contentType: true,
      sizeBytes: true,
      etag: true,
      sha256: true,
      keyPrefix: true,
      metadata: true,
      storedKey: { select: { key: true, versionId: true, missingSince: true } },
    },
    orderBy: { position: 'asc' },
  },
} as const satisfies Prisma.BucketObjectSelect

export type ObjectRow = Prisma.BucketObjectGetPayload<{ select: typeof OBJECT_SELECT }>

export function toObjectRecord({ id, metadata, status, blobs, ...row }: ObjectRow): ObjectRecord {
  return {
    objectId: id,
    ...row,
    // Only objects are ever written to this column.
    metadata: metadata as JsonObject | null,
    status: status as ObjectRecord['status'],
    blobs: blobs.map(({ id: blobId, sizeBytes, storedKey, metadata: own, ...blob }) => ({
      blobId,
      ...blob,
      metadata: own as JsonObject | null,
      sizeBytes: toSafeInteger(sizeBytes),
      key: storedKey.key,
      versionId: storedKey.versionId,
      missingSince: storedKey.missingSince,
    })),
  }
}

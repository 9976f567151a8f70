import { doomKey } from './key-rows.ts'
import { moveQuota } from './quota-rows.ts'
import { type FakeTables, type KeyRow, rowOf } from './tables.ts'
import { targetOf } from './tenancy.ts'

/** Dooms the key if nothing refers to it any more, and gives its bytes back. */
export function releaseKey(tables: FakeTables, keyId: number): void {
  const key = rowOf(tables.keys, keyId)
  if (key.state !== 'live' || isReferenced(tables, key)) return
  doomKey(tables, key)
  moveQuota(tables, {
    // The bytes were charged to the upload that brought them, so that is who gets them back.
    target: targetOf(rowOf(tables.uploads, key.uploadId)),
    subject: String(key.id),
    kind: 'refund',
    usedBytes: -(key.sizeBytes ?? 0),
  })
}

/** References are the objects that name the key, and the undeleted upload that was made without an object. */
function isReferenced(tables: FakeTables, key: KeyRow): boolean {
  const isNamed = [...tables.objects.values()].some(({ blobs }) => blobs.some(blob => blob.keyId === key.id))
  const isServed = [...tables.uploads.values()].some(
    row =>
      row.servedKeyId === key.id &&
      row.status === 'COMPLETED' &&
      row.deletedAt === null &&
      !row.declared.createObject,
  )
  return isNamed || isServed
}

/** Whether an object's blob says that this upload brought it. */
export const isNamed = (tables: FakeTables, uploadId: string): boolean =>
  [...tables.objects.values()].some(({ blobs }) => blobs.some(blob => blob.uploadId === uploadId))

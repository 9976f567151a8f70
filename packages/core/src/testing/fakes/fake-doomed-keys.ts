import { isOpen } from '../../domain/upload-state.ts'
import type { DoomedKeys } from '../../ports/doomed-keys.ts'
import { doomKey, keysOf } from './key-rows.ts'
import { type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'

/** How often a doomed key is looked at again, as bytes may still come. */
const HOUR_SECONDS = 3600

const earlier = (a: Date, b: Date) => (a < b ? a : b)

export function createFakeDoomedKeys(tables: FakeTables): DoomedKeys {
  return {
    claim: async (limit, leaseSeconds) => {
      const now = tables.clock.now()
      const due = [...tables.keys.values()]
        .filter(key => key.state === 'doomed' && key.nextDeleteAt !== null && key.nextDeleteAt <= now)
        .slice(0, limit)
      for (const key of due) key.nextDeleteAt = secondsAfter(now, leaseSeconds)
      return due.map(({ id, key, versionId, doomedUntil, role, uploadId, multipartUploadId }) => {
        const isLast = doomedUntil !== null && doomedUntil <= now
        const isMultipart = role === 'put' && rowOf(tables.uploads, uploadId).partSizeBytes !== null
        return { keyId: id, key, versionId, isLast, multipart: isMultipart ? { multipartUploadId } : null }
      })
    },
    recordDeleted: async keys => {
      const now = tables.clock.now()
      for (const { keyId, isLast, found } of keys) {
        const key = rowOf(tables.keys, keyId)
        if (key.state !== 'doomed' || key.doomedUntil === null) continue
        const { uploadId, attempt } = key
        if (found && key.deletedAt !== null) {
          const detail = { size_bytes: found.sizeBytes, etag: found.etag }
          tables.events.push({ uploadId, attempt, kind: 'late_bytes_deleted', detail, at: now })
        }
        key.deletedAt ??= now
        if (isLast) {
          key.state = 'gone'
          key.nextDeleteAt = null
        } else key.nextDeleteAt = earlier(key.doomedUntil, secondsAfter(now, HOUR_SECONDS))
      }
    },
    removeRecords: async (afterSeconds, limit) => {
      const before = secondsAfter(tables.clock.now(), -afterSeconds)
      const old = [...tables.uploads.values()].filter(
        ({ declared, status, expiresAt }) =>
          !isOpen(status) &&
          status !== 'COMPLETED' &&
          expiresAt < before &&
          isGone(tables, declared.uploadId),
      )
      for (const { declared } of old.slice(0, limit)) removeUpload(tables, declared.uploadId)
      return Math.min(old.length, limit)
    },
    removeDeletedBuckets: async limit => {
      const ofDeleted = ({ declared }: UploadRow) =>
        rowOf(tables.buckets, declared.bucketId).deletedAt !== null
      const servesOther = ({ declared }: UploadRow) =>
        [...tables.uploads.values()].some(
          ({ declared: other, servedKeyId }) =>
            servedKeyId !== null &&
            other.uploadId !== declared.uploadId &&
            tables.keys.get(servedKeyId)?.uploadId === declared.uploadId,
        )
      const old = [...tables.uploads.values()].filter(
        row => ofDeleted(row) && isGone(tables, row.declared.uploadId) && !servesOther(row),
      )
      for (const { declared } of old.slice(0, limit)) removeUpload(tables, declared.uploadId)
      const empty = [...tables.buckets.values()].filter(
        ({ bucketId, deletedAt }) =>
          deletedAt !== null &&
          [...tables.uploads.values()].every(({ declared }) => declared.bucketId !== bucketId),
      )
      for (const { bucketId } of empty.slice(0, limit)) tables.buckets.delete(bucketId)
      return { uploads: Math.min(old.length, limit), buckets: Math.min(empty.length, limit) }
    },
    doomAbandonedSeals: async olderThanSeconds => {
      const before = secondsAfter(tables.clock.now(), -olderThanSeconds)
      const abandoned = [...tables.keys.values()].filter(
        key =>
          key.role === 'seal' &&
          key.state === 'open' &&
          key.createdAt <= before &&
          !isOpen(rowOf(tables.uploads, key.uploadId).status),
      )
      for (const key of abandoned) doomKey(tables, key)
      return abandoned.length
    },
  }
}

const isGone = (tables: FakeTables, uploadId: string) =>
  keysOf(tables, uploadId).every(({ state }) => state === 'gone')

function removeUpload(tables: FakeTables, uploadId: string): void {
  for (const { id } of keysOf(tables, uploadId)) tables.keys.delete(id)
  tables.events = tables.events.filter(event => event.uploadId !== uploadId)
  tables.uploads.delete(uploadId)
}

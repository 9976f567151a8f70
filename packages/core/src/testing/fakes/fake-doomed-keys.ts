import { isOpen } from '../../domain/upload-state.ts'
import type { DoomedKeys } from '../../ports/doomed-keys.ts'
import { doomKey } from './key-rows.ts'
import { type FakeTables, rowOf, secondsAfter } from './tables.ts'

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
      for (const { keyId, isLast } of keys) {
        const key = rowOf(tables.keys, keyId)
        if (key.state !== 'doomed' || key.doomedUntil === null) continue
        if (isLast) {
          key.state = 'gone'
          key.nextDeleteAt = null
        } else key.nextDeleteAt = earlier(key.doomedUntil, secondsAfter(now, HOUR_SECONDS))
      }
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

import {
  isOpen,
  SECONDS_PER_DAY,
  SWEEP_AFTER_SECONDS,
  VERIFIED_GRACE_SECONDS,
} from '../../domain/upload-state.ts'
import type { StoreEvents } from '../../ports/store-events.ts'
import { earlier, type FakeTables, rowOf, secondsAfter } from './tables.ts'

const KEPT_SECONDS = 7 * SECONDS_PER_DAY

export function createFakeStoreEvents(tables: FakeTables): StoreEvents {
  return {
    findKey: async key => {
      const row = [...tables.keys.values()].find(candidate => candidate.key === key)
      if (row === undefined) return null
      const upload = rowOf(tables.uploads, row.uploadId)
      const isNewest = row.role === 'put' && row.state === 'open' && row.attempt === upload.attempt
      return {
        uploadId: row.uploadId,
        attempt: row.attempt,
        isAwaited: isNewest && isOpen(upload.status),
      }
    },
    countUnknown: async key => {
      const times = (tables.unknownKeys.get(key)?.times ?? 0) + 1
      tables.unknownKeys.set(key, { times, toldAt: tables.clock.now() })
      return times
    },
    recordSeen: async ({ uploadId, attempt, etag, sizeBytes, isVerified }) => {
      const upload = tables.uploads.get(uploadId)
      if (upload === undefined || !isOpen(upload.status) || upload.attempt !== attempt) return 'late'
      const id = `${uploadId}-${attempt}`
      const isFirst = upload.bytesSeenAt === null
      const now = tables.clock.now()
      const { unconfirmed, confirmGraceSeconds } = rowOf(tables.buckets, upload.declared.bucketId)
      const grace = isVerified ? Math.min(VERIFIED_GRACE_SECONDS, confirmGraceSeconds) : confirmGraceSeconds
      const settleAt = secondsAfter(now, grace)
      if (isFirst) {
        upload.bytesSeenAt = now
        if (unconfirmed === 'settle')
          upload.nextCheckAt = earlier(secondsAfter(settleAt, SWEEP_AFTER_SECONDS), upload.settleUntil)
        const detail = { size_bytes: sizeBytes, etag, by: 'event' }
        tables.events.push({ uploadId, attempt, kind: 'bytes_seen', detail, at: now })
      }
      if (unconfirmed === 'settle' && !tables.settleJobs.has(id))
        tables.settleJobs.set(id, { uploadId, attempt, runAt: settleAt })
      return isFirst ? 'first' : 'again'
    },
    forgetUnknown: async () => {
      const old = [...tables.unknownKeys].filter(
        ([, { toldAt }]) => secondsAfter(toldAt, KEPT_SECONDS) < tables.clock.now(),
      )
      for (const [key] of old) tables.unknownKeys.delete(key)
      return old.length
    },
  }
}

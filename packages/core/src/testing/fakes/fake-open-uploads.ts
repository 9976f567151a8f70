import { isOpen } from '../../domain/upload-state.ts'
import type { AttemptRef, OpenUploads } from '../../ports/open-uploads.ts'
import { earlier, type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'
import { toUploadRecord } from './upload-view.ts'

export function createFakeOpenUploads(tables: FakeTables): OpenUploads {
  const now = () => tables.clock.now()
  const openRow = ({ uploadId, attempt }: AttemptRef) => {
    const row = tables.uploads.get(uploadId)
    return row && isOpen(row.status) && row.attempt === attempt ? row : null
  }
  return {
    claimDue: async (limit, leaseSeconds) => {
      const due = [...tables.uploads.values()]
        .filter(row => isOpen(row.status) && row.nextCheckAt <= now())
        .sort((a, b) => a.nextCheckAt.getTime() - b.nextCheckAt.getTime())
        .slice(0, limit)
      for (const row of due) row.nextCheckAt = secondsAfter(now(), leaseSeconds)
      return due.map(row => {
        const graceEnds = graceEndsOf(tables, row)
        return {
          upload: toUploadRecord(tables, row),
          hasBytes: row.bytesSeenAt !== null,
          isGraceOver: graceEnds !== null && graceEnds <= now(),
          isOutOfTime: row.settleUntil <= now(),
          settlesUnconfirmed: settles(tables, row),
        }
      })
    },
    recordSeen: async ({ uploadId, attempt, etag, sizeBytes }) => {
      const row = openRow({ uploadId, attempt })
      if (row === null) return 'late'
      if (row.bytesSeenAt !== null) return 'again'
      row.bytesSeenAt = now()
      const graceEnds = settles(tables, row) ? graceEndsOf(tables, row) : null
      row.nextCheckAt = earlier(graceEnds ?? row.settleUntil, row.settleUntil)
      const detail = { size_bytes: sizeBytes, etag, by: 'sweep' }
      tables.events.push({ uploadId, attempt, kind: 'bytes_seen', detail, at: now() })
      return 'first'
    },
    checkLater: async attempts => {
      for (const attempt of attempts) {
        const row = openRow(attempt)
        if (row) row.nextCheckAt = nextCheck(tables, row)
      }
    },
    hold: async (attempt, seconds) => {
      const row = openRow(attempt)
      if (row) row.nextCheckAt = secondsAfter(now(), seconds)
    },
    secondsToNextCheck: async () => {
      const open = [...tables.uploads.values()].filter(({ status }) => isOpen(status))
      if (open.length === 0) return null
      const next = Math.min(...open.map(({ nextCheckAt }) => nextCheckAt.getTime()))
      return (next - now().getTime()) / 1000
    },
  }
}

function settles(tables: FakeTables, { declared }: UploadRow): boolean {
  const { unconfirmed, status } = rowOf(tables.buckets, declared.bucketId)
  return unconfirmed === 'settle' && status !== 'IN_PROGRESS'
}

function graceEndsOf(tables: FakeTables, { declared, bytesSeenAt }: UploadRow): Date | null {
  const { confirmGraceSeconds } = rowOf(tables.buckets, declared.bucketId)
  return bytesSeenAt === null ? null : secondsAfter(bytesSeenAt, confirmGraceSeconds)
}

function nextCheck(tables: FakeTables, row: UploadRow): Date {
  const now = tables.clock.now()
  if (row.settleUntil <= now) return secondsAfter(now, 60)
  const beganAt = rowOf(tables.keys, row.putKeyId).createdAt
  const minutes = Math.max((now.getTime() - beganAt.getTime()) / 60_000, 1)
  const doubled = secondsAfter(beganAt, 60 * 2 ** (Math.floor(Math.log2(minutes)) + 1))
  const graceEnds = settles(tables, row) ? graceEndsOf(tables, row) : null
  const inAnyCase = [row.expiresAt, graceEnds].flatMap(at => (at !== null && at > now ? [at] : []))
  const times = [doubled, secondsAfter(now, 3600), row.settleUntil, ...inAnyCase]
  return new Date(Math.min(...times.map(time => time.getTime())))
}

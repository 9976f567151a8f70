import { isOpen } from '../../domain/upload-state.ts'
import type {
  HealthFigures,
  HealthReader,
  HealthScope,
  StuckUpload,
  UploadToPreview,
} from '../../ports/health-reader.ts'
import { type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'

const OVERDUE_SECONDS = 900

/** Without a queue there are no jobs that fail. */
export function createFakeHealthReader(tables: FakeTables): HealthReader {
  return {
    figures: async () => figuresOf(tables),
    stuck: async ({ maxItems, maxCount, ...scope }) => {
      const now = tables.clock.now()
      const open = openUploads(tables, scope)
      const bounded = (rows: UploadRow[], atOf: (row: UploadRow) => Date, direction: 1 | -1) => ({
        count: Math.min(rows.length, maxCount),
        items: rows
          .map(row => toStuck(tables, row, atOf(row)))
          .sort((a, b) => direction * (a.at.getTime() - b.at.getTime()))
          .slice(0, maxItems),
      })
      const late = open.filter(({ settleUntil }) => settleUntil < now)
      const failing = open.filter(({ lastError }) => lastError !== null)
      return {
        overdue: bounded(late, row => row.settleUntil, 1),
        failing: bounded(failing, row => row.createdAt, -1),
        doomedKeys: countDoomed(tables, scope),
      }
    },
    failingJobs: async () => [],
    due: async ({ limit, ...scope }) =>
      openUploads(tables, scope)
        .filter(row => isDue(tables, row))
        .slice(0, limit)
        .map(row => toDue(tables, row)),
  }
}

const inScope = ({ organizationId, namespaceId }: HealthScope, { declared }: UploadRow) =>
  organizationId === null ||
  (declared.organizationId === organizationId &&
    (namespaceId === null || declared.namespaceId === namespaceId))

const openUploads = (tables: FakeTables, scope: HealthScope) =>
  [...tables.uploads.values()].filter(row => isOpen(row.status) && inScope(scope, row))

const graceOf = (tables: FakeTables, { declared }: UploadRow) =>
  rowOf(tables.buckets, declared.bucketId).confirmGraceSeconds

const isDue = (tables: FakeTables, { nextCheckAt }: UploadRow) => nextCheckAt <= tables.clock.now()

function toDue(tables: FakeTables, row: UploadRow): UploadToPreview {
  const now = tables.clock.now()
  const seen = row.bytesSeenAt
  return {
    uploadId: row.declared.uploadId,
    unconfirmed: rowOf(tables.buckets, row.declared.bucketId).unconfirmed,
    isOutOfTime: row.settleUntil <= now,
    isGraceOver: seen !== null && secondsAfter(seen, graceOf(tables, row)) <= now,
  }
}

function toStuck(tables: FakeTables, { declared, lastError }: UploadRow, at: Date): StuckUpload {
  const { uploadId, organizationId, bucketId, filename } = declared
  const bucketName = rowOf(tables.buckets, bucketId).name
  const shown = lastError && { code: lastError.code, message: lastError.message }
  return { uploadId, organizationId, bucketId, bucketName, filename, at, lastError: shown }
}

function countDoomed(tables: FakeTables, scope: HealthScope) {
  const late = secondsAfter(tables.clock.now(), -OVERDUE_SECONDS)
  const doomed = [...tables.keys.values()].filter(
    key => key.state === 'doomed' && inScope(scope, rowOf(tables.uploads, key.uploadId)),
  )
  const isOverdue = (time: Date | null) => time !== null && time < late
  const overdue = doomed.filter(key => isOverdue(key.nextDeleteAt) || isOverdue(key.doomedUntil))
  return { count: doomed.length, overdue: overdue.length }
}

function figuresOf(tables: FakeTables): HealthFigures {
  const now = tables.clock.now()
  const everywhere = { organizationId: null, namespaceId: null }
  const open = openUploads(tables, everywhere)
  const between = (fromSeconds: number, toSeconds: number) =>
    open.filter(({ createdAt }) => {
      const age = (now.getTime() - createdAt.getTime()) / 1000
      return age >= fromSeconds && age < toSeconds
    }).length
  const sums = { usedBytes: 0, usedObjects: 0, reservedBytes: 0, reservedObjects: 0 }
  for (const quota of tables.quotas.values()) {
    if (quota.scope !== 'organization') continue
    for (const name of Object.keys(sums) as (keyof typeof sums)[]) sums[name] += quota[name]
  }
  const doomed = countDoomed(tables, everywhere)
  return {
    openUploads: {
      '5m': between(0, 300),
      '1h': between(300, 3_600),
      '24h': between(3_600, 86_400),
      older: between(86_400, Number.POSITIVE_INFINITY),
    },
    overdueUploads: open.filter(({ settleUntil }) => settleUntil < now).length,
    failingUploads: open.filter(({ lastError }) => lastError !== null).length,
    doomedKeys: doomed.count,
    overdueKeys: doomed.overdue,
    unknownKeys: tables.unknownKeys.size,
    ...sums,
  }
}

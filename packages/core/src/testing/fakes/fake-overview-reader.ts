import type { Tenant } from '../../domain/actor.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type {
  ObjectToSee,
  OverviewDay,
  OverviewQuery,
  OverviewReader,
  UploadToSee,
} from '../../ports/overview-reader.ts'
import { namedQuotas } from './fake-quota-book.ts'
import { type FakeTables, rowOf, secondsAfter, type UploadRow } from './tables.ts'
import { isOwn } from './tenancy.ts'

const DAY_SECONDS = 86_400

export function createFakeOverviewReader(tables: FakeTables): OverviewReader {
  return {
    read: async (tenant, query) => {
      const now = tables.clock.now()
      const uploads = [...tables.uploads.values()].filter(
        ({ declared }) =>
          isOwn(tenant, declared) && (query.bucketId === null || declared.bucketId === query.bucketId),
      )
      const open = uploads.filter(({ status }) => isOpen(status))
      const expired = open.filter(row => row.expiresAt < now)
      const failing = open.flatMap(row => (row.lastError === null ? [] : [{ row, error: row.lastError }]))
      const bounded = <TItem>(items: TItem[]) => ({
        count: Math.min(items.length, query.maxCount),
        items: items.slice(0, query.maxItems),
      })
      return {
        days: daysOf(uploads, now, query.days),
        totals: totalsOf(tables, tenant, { uploads, bucketId: query.bucketId }),
        expired: bounded(expired.map(row => toSee(tables, row, row.expiresAt)).sort(byTime)),
        refusedConfirms: bounded(refusals(tables, uploads, secondsAfter(now, -DAY_SECONDS))),
        failing: bounded(
          failing
            .map(({ row, error: { code, message } }) => ({
              ...toSee(tables, row, row.createdAt),
              code,
              message,
            }))
            .sort(byTime)
            .reverse(),
        ),
        missing: bounded(missingObjects(tables, tenant, query.bucketId)),
        quotas: fullQuotas(tables, tenant, query),
      }
    },
  }
}

const byTime = (a: UploadToSee, b: UploadToSee) => a.at.getTime() - b.at.getTime()
const dateOf = (time: Date) => time.toISOString().slice(0, 10)

function daysOf(uploads: UploadRow[], now: Date, days: number): OverviewDay[] {
  return Array.from({ length: days }, (_, index) => {
    const date = dateOf(secondsAfter(now, (index + 1 - days) * DAY_SECONDS))
    const byStatus: OverviewDay['uploads'] = {}
    for (const { status } of uploads.filter(({ createdAt }) => dateOf(createdAt) === date))
      byStatus[status] = (byStatus[status] ?? 0) + 1
    const completed = uploads.filter(
      ({ completedAt }) => completedAt !== null && dateOf(completedAt) === date,
    )
    return {
      date,
      uploads: byStatus,
      uploadsCompleted: completed.length,
      bytesCompleted: completed.reduce((sum, row) => sum + (row.fileSizeBytes ?? 0), 0),
    }
  })
}

function totalsOf(
  tables: FakeTables,
  { namespaceId }: Tenant,
  { uploads, bucketId }: { uploads: UploadRow[]; bucketId: string | null },
) {
  const id = bucketId === null ? `namespace:${namespaceId}` : `bucket:${bucketId}`
  const { usedObjects, usedBytes, reservedBytes } = rowOf(tables.quotas, id)
  return {
    completedUploads: uploads.filter(({ status }) => status === 'COMPLETED').length,
    openUploads: uploads.filter(({ status }) => isOpen(status)).length,
    objects: usedObjects,
    usedBytes,
    reservedBytes,
  }
}

function toSee(tables: FakeTables, { declared }: UploadRow, at: Date): UploadToSee {
  const { uploadId, bucketId, filename } = declared
  return { uploadId, bucketId, bucketName: rowOf(tables.buckets, bucketId).name, filename, at }
}

function refusals(tables: FakeTables, uploads: UploadRow[], since: Date) {
  return tables.events
    .filter(({ kind, at }) => kind === 'confirm_refused' && at > since)
    .flatMap(({ uploadId, at, detail }) => {
      const row = uploads.find(({ declared }) => declared.uploadId === uploadId)
      return row === undefined ? [] : [{ ...toSee(tables, row, at), code: String(detail.code) }]
    })
    .reverse()
}

function missingObjects(tables: FakeTables, tenant: Tenant, bucketId: string | null): ObjectToSee[] {
  const objects = [...tables.objects.values()].filter(
    object => isOwn(tenant, object) && (bucketId === null || object.bucketId === bucketId),
  )
  return objects
    .flatMap(object =>
      object.blobs.flatMap(({ keyId, filename }) => {
        const { missingSince } = rowOf(tables.keys, keyId)
        const bucketName = rowOf(tables.buckets, object.bucketId).name
        const { objectId } = object
        return missingSince === null
          ? []
          : [{ objectId, bucketId: object.bucketId, bucketName, filename, at: missingSince }]
      }),
    )
    .sort((a, b) => a.at.getTime() - b.at.getTime())
}

function fullQuotas(tables: FakeTables, tenant: Tenant, { bucketId, quotaShare, maxItems }: OverviewQuery) {
  const share = (used: number, limit: number | null) =>
    limit === null ? 0 : limit === 0 ? (used > 0 ? Number.POSITIVE_INFINITY : 0) : used / limit
  return namedQuotas(tables, tenant)
    .filter(
      ({ scope, scopeId }) =>
        bucketId === null || scopeId === bucketId || scope === 'organization' || scope === 'namespace',
    )
    .map(quota => ({
      quota,
      share: Math.max(
        share(quota.usedBytes + quota.reservedBytes, quota.limitBytes),
        share(quota.usedObjects + quota.reservedObjects, quota.limitObjects),
      ),
    }))
    .filter(full => full.share > quotaShare)
    .sort((a, b) => b.share - a.share || (a.quota.id < b.quota.id ? -1 : 1))
    .slice(0, maxItems)
    .map(({ quota }) => quota)
}

import type { Tenant } from '../../domain/actor.ts'
import { uploadValues } from '../../domain/filter/record-values.ts'
import { contains, metadataContains } from '../../domain/filter/search.ts'
import { shownStatusOf, type UploadRecord } from '../../domain/upload.ts'
import type { UploadFilter, UploadPage, UploadQuery, UploadStats } from '../../ports/upload-ledger.ts'
import { pageOf, satisfies } from './keyset.ts'
import { type FakeTables, rowOf } from './tables.ts'
import { isOwn } from './tenancy.ts'
import { toUploadRecord } from './upload-view.ts'

export function listUploads(tables: FakeTables, tenant: Tenant, query: UploadQuery): UploadPage {
  const { rows, nextCursor } = pageOf(
    matching(tables, tenant, query),
    upload => ({ ...upload, id: upload.uploadId, values: uploadValues(upload) }),
    query,
  )
  return { uploads: rows, nextCursor }
}

export function uploadStats(tables: FakeTables, tenant: Tenant, filter: UploadFilter): UploadStats {
  const uploads = matching(tables, tenant, filter)
  const byStatus: UploadStats['byStatus'] = {}
  for (const upload of uploads) {
    const status = shownStatusOf(upload)
    byStatus[status] = (byStatus[status] ?? 0) + 1
  }
  return {
    isEstimated: false,
    buckets: new Set(uploads.map(({ bucketId }) => bucketId)).size,
    totalUploads: uploads.length,
    totalSizeBytes: uploads.reduce((sum, { fileSizeBytes }) => sum + (fileSizeBytes ?? 0), 0),
    byStatus,
  }
}

function matching(tables: FakeTables, tenant: Tenant, filter: UploadFilter): UploadRecord[] {
  const { bucketId, statuses, owner, search } = filter
  return [...tables.uploads.values()]
    .filter(
      ({ declared }) =>
        isOwn(tenant, declared) && rowOf(tables.buckets, declared.bucketId).deletedAt === null,
    )
    .map(row => toUploadRecord(tables, row))
    .filter(
      upload =>
        (bucketId === null || upload.bucketId === bucketId) &&
        (statuses === undefined || statuses.includes(upload.status)) &&
        (owner === undefined || upload.owner === owner) &&
        (search === undefined ||
          contains(upload.filename, search) ||
          metadataContains(upload.metadata, search)) &&
        satisfies(filter.filter, uploadValues(upload)),
    )
}

import type { Overview, UploadToSee } from '../../ports/overview-reader.ts'
import { getOverview } from '../../services/overview/get-overview.ts'
import { type OverviewResponse, overviewInput, overviewResponse } from '../../wire/overview/overview.ts'
import { procedureFor, router } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toNamedQuotaResponse } from '../quotas/to-quota-response.ts'

const get = procedureFor('read')
  .input(overviewInput)
  .output(overviewResponse)
  .query(async ({ ctx, input }) => {
    const { bucket, days } = input
    const overview = await getOverview(ctx.services, ctx.actor, { bucket: bucket ?? null, days })
    return toOverviewResponse(unwrap(overview))
  })

export const overviewRouter = router({ get })

function toOverviewResponse({ days, totals, ...attention }: Overview): OverviewResponse {
  const { expired, refusedConfirms, failing, missing, quotas } = attention
  return {
    days: days.map(day => ({
      date: day.date,
      uploads: { ...day.uploads },
      uploads_created: Object.values(day.uploads).reduce((sum, count) => sum + count, 0),
      uploads_completed: day.uploadsCompleted,
      bytes_completed: day.bytesCompleted,
    })),
    totals: {
      completed_uploads: totals.completedUploads,
      open_uploads: totals.openUploads,
      objects: totals.objects,
      used_bytes: totals.usedBytes,
      reserved_bytes: totals.reservedBytes,
    },
    attention: {
      expired: {
        count: expired.count,
        items: expired.items.map(item => ({ ...toUploadToSee(item), expires_at: item.at.toISOString() })),
      },
      refused_confirms: {
        count: refusedConfirms.count,
        items: refusedConfirms.items.map(item => ({
          ...toUploadToSee(item),
          at: item.at.toISOString(),
          code: item.code,
        })),
      },
      failing: {
        count: failing.count,
        items: failing.items.map(item => ({
          ...toUploadToSee(item),
          at: item.at.toISOString(),
          code: item.code,
          message: item.message,
        })),
      },
      missing: {
        count: missing.count,
        items: missing.items.map(({ objectId, bucketId, bucketName, filename, at }) => ({
          object_id: objectId,
          bucket_id: bucketId,
          bucket_name: bucketName,
          filename,
          at: at.toISOString(),
        })),
      },
      quotas: quotas.map(toNamedQuotaResponse),
    },
  }
}

const toUploadToSee = ({ uploadId, bucketId, bucketName, filename }: UploadToSee) => ({
  upload_id: uploadId,
  bucket_id: bucketId,
  bucket_name: bucketName,
  filename,
})

import type { z } from 'zod'
import { countUploads, type FilterUploads, listUploads } from '../../services/uploads/list-uploads.ts'
import {
  listUploadsInput,
  listUploadsResponse,
  uploadStatsInput,
  uploadStatsResponse,
} from '../../wire/uploads/list-uploads.ts'
import { procedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { downloadUrlOf } from './download-url.ts'
import { toUploadResponse } from './to-upload-response.ts'

export const listUploadsProcedure = procedureFor('read')
  .input(listUploadsInput)
  .output(listUploadsResponse)
  .query(async ({ ctx, input }) => {
    const page = unwrap(
      await listUploads(ctx.services, ctx.actor, {
        ...filterOf(input),
        sort: input.sort ?? undefined,
        limit: input.limit,
        offset: input.offset ?? undefined,
        cursor: input.cursor ?? undefined,
      }),
    )
    const results = await Promise.all(
      page.uploads.map(async upload =>
        toUploadResponse(
          upload,
          input.return_presigned_urls ? await downloadUrlOf(ctx.services, upload) : null,
        ),
      ),
    )
    return { results, next_cursor: page.nextCursor }
  })

export const uploadStatsProcedure = procedureFor('read')
  .input(uploadStatsInput)
  .output(uploadStatsResponse)
  .query(async ({ ctx, input }) => {
    const stats = unwrap(await countUploads(ctx.services, ctx.actor, filterOf(input)))
    return {
      total_uploads: stats.totalUploads,
      total_size_bytes: stats.totalSizeBytes,
      uploads_by_status: stats.byStatus as Record<string, number>,
      avg_file_size_bytes: stats.totalUploads === 0 ? 0 : stats.totalSizeBytes / stats.totalUploads,
      unique_buckets: stats.buckets,
      stats_estimated: stats.isEstimated,
    }
  })

function filterOf({
  bucket,
  status,
  owner,
  search,
  filters,
}: z.output<typeof uploadStatsInput>): FilterUploads {
  return {
    bucket: bucket ?? null,
    statuses: typeof status === 'string' ? [status] : (status ?? undefined),
    owner: owner ?? undefined,
    search: search ?? undefined,
    filter: filters ?? undefined,
  }
}

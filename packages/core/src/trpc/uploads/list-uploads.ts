import { countUploads, listUploads } from '../../services/uploads/list-uploads.ts'
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
    const { bucket, limit } = input
    const page = unwrap(
      await listUploads(ctx.services, ctx.actor, {
        bucket,
        limit,
        status: input.status ?? undefined,
        owner: input.owner ?? undefined,
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
    const stats = unwrap(
      await countUploads(ctx.services, ctx.actor, {
        bucket: input.bucket,
        status: input.status ?? undefined,
        owner: input.owner ?? undefined,
      }),
    )
    return {
      total_uploads: stats.totalUploads,
      total_size_bytes: stats.totalSizeBytes,
      uploads_by_status: stats.byStatus as Record<string, number>,
      avg_file_size_bytes: stats.totalUploads === 0 ? 0 : stats.totalSizeBytes / stats.totalUploads,
      unique_buckets: stats.totalUploads === 0 ? 0 : 1,
    }
  })

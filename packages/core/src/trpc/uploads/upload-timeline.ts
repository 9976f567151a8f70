import type { Receipt } from '../../domain/upload.ts'
import { getUploadTimeline, type TimelineEvent } from '../../services/uploads/upload-timeline.ts'
import {
  type UploadEventResponse,
  uploadTimelineInput,
  uploadTimelineResponse,
} from '../../wire/uploads/upload-timeline.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toReceipt } from './to-upload-response.ts'

export const uploadTimelineProcedure = tokenProcedureFor('read')
  .input(uploadTimelineInput)
  .output(uploadTimelineResponse)
  .query(async ({ ctx, input }) => {
    const ref = { bucket: input.bucket ?? null, uploadId: input.upload_id }
    const events = unwrap(await getUploadTimeline(ctx.services, ctx.actor, ref))
    return { events: events.map(toEventResponse) }
  })

function toEventResponse({ at, kind, attempt, detail }: TimelineEvent): UploadEventResponse {
  const { receipt } = detail
  const shown = receipt ? { ...detail, receipt: toReceipt(receipt as Receipt) } : detail
  return { at: at.toISOString(), kind, attempt, detail: shown }
}

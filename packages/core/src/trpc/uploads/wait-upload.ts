import { tracked } from '@trpc/server'
import { waitForUpload, watchUpload } from '../../services/waiting/wait-for-upload.ts'
import { uploadResponse } from '../../wire/uploads/upload-response.ts'
import { waitUploadInput, watchUploadInput } from '../../wire/uploads/wait-upload.ts'
import { tokenProcedureFor } from '../init.ts'
import { unwrap } from '../map-domain-errors.ts'
import { toUploadResponse } from './to-upload-response.ts'

export const waitUploadProcedure = tokenProcedureFor('read')
  .input(waitUploadInput)
  .output(uploadResponse)
  .query(async ({ ctx, input, signal }) => {
    const upload = await waitForUpload(ctx.services, ctx.actor, {
      bucket: input.bucket ?? null,
      uploadId: input.upload_id,
      timeoutSeconds: input.timeout_seconds,
      actorNow: ctx.actorNow,
      signal,
    })
    return toUploadResponse(unwrap(upload))
  })

export const watchUploadProcedure = tokenProcedureFor('read')
  .input(watchUploadInput)
  .subscription(async function* ({ ctx, input, signal }) {
    const states = watchUpload(ctx.services, ctx.actor, {
      actorNow: ctx.actorNow,
      bucket: input.bucket ?? null,
      uploadId: input.upload_id,
      lastSeen: input.lastEventId ?? null,
      signal,
    })
    for (;;) {
      const next = await states.next()
      if (next.done) {
        // An end without a word is what makes an EventSource connect again, to a process that does not stop.
        if (next.value === 'closing') throw new DOMException('This server stops', 'AbortError')
        return
      }
      const { state, upload } = unwrap(next.value)
      yield tracked(state, toUploadResponse(upload))
    }
  })

import { API_POLICY, withRetry } from '../retry/with-retry.ts'
import { toSending } from '../state/upload-state.ts'
import type { PartsTicket, UploadJob } from '../upload/upload-job.ts'
import { startDigest } from './file-digest.ts'
import { feedFromSlices, type Part, type PartFeed, type PartLayout, sizeOfPart } from './part-feed.ts'
import { createPartProgress, sumOf } from './part-progress.ts'
import { parallelParts } from './part-size.ts'
import { createPartsApi, type PartsApi, type StoredParts } from './parts-api.ts'
import { createPausePoint, holdWhilePaused } from './pause-point.ts'
import { type PartsRun, sendPart } from './send-part.ts'
import { createUrlSupply } from './sign-ahead.ts'
import { feedFromStream } from './stream-feed.ts'

/**
 * All parts of one attempt: what the store lacks is sent, several parts at a time, while the checksum of the whole is
 * computed. How one part gets through is `send-part.ts`, what follows is the confirm's. What the store has is believed
 * only when it says so itself, after a pause as after a restart.
 */
export interface PartsSent {
  kind: 'stored'
  etag: null
  /** `null`: nobody has read that far. */
  sizeBytes: number | null
  /** base64; `null`: not computed. */
  crc64nvme: string | null
}

/** URLs per request, in rounds of what is sent at the same time. */
const BATCH_ROUNDS = 2

export async function sendParts(job: UploadJob, ticket: PartsTicket): Promise<PartsSent> {
  const stop = new AbortController()
  const signal = AbortSignal.any([job.signal, stop.signal])
  const digest = startDigest(job, signal)
  try {
    const sizeBytes = await sendMissing({ ...job, signal }, ticket)
    return { kind: 'stored', etag: null, sizeBytes, crc64nvme: await digest.read() }
  } finally {
    // Whatever is still on its way after one of them failed for good.
    stop.abort()
    await digest.settled()
  }
}

async function sendMissing(job: UploadJob, ticket: PartsTicket): Promise<number | null> {
  const { signal, source } = job
  const api = createPartsApi(job.trpc, { bucket: job.options.bucket, uploadId: ticket.uploadId })
  const list = () => withRetry(job, API_POLICY, () => api.list(signal))
  await holdWhilePaused(job, ticket)
  const stored = ticket.mayHaveParts ? await list() : null
  job.moveTo(toSending(ticket, sumOf(stored?.sizes ?? new Map())))
  if (stored?.isAssembled) return source.sizeBytes
  const progress = createPartProgress(job.meter)
  if (stored) progress.restart(stored.sizes)

  const feed = feedOf(job, ticket, stored)
  const urls = urlsFor(job, feed, { api, parallel: parallelParts(job, ticket) })
  const pausePoint = createPausePoint({
    job,
    ticket,
    list,
    onResumed: ({ sizes }) => {
      urls.forget()
      progress.restart(sizes)
    },
  })
  let sizeBytes = source.sizeBytes
  const run: PartsRun = {
    job,
    signal,
    takeUrl: part => urls.take(part),
    forgetUrls: urls.forget,
    onSent: progress.sent,
    pausePoint: async part => {
      const now = await pausePoint()
      return now?.sizes.get(part.number) === part.body.sizeBytes ? 'stored' : 'missing'
    },
  }
  const work = async () => {
    for (let part = await feed.next(); part !== null; part = await feed.next()) {
      sizeBytes ??= part.totalBytes
      const end = await sendPart(run, part)
      part.release()
      if (end === 'upload_gone') return
      if (end === 'sent') progress.stored(part.number, part.body.sizeBytes)
    }
  }
  await Promise.all(Array.from({ length: parallelParts(job, ticket) }, work))
  return sizeBytes
}

function feedOf({ source }: UploadJob, { partSizeBytes }: PartsTicket, stored: StoredParts | null): PartFeed {
  const { slice, sizeBytes } = source
  if (slice === null || sizeBytes === null) return feedFromStream(source.open(), partSizeBytes)
  const layout: PartLayout = { sizeBytes, partSizeBytes }
  return feedFromSlices(slice, layout, number => stored?.sizes.get(number) === sizeOfPart(layout, number))
}

/** A stream's parts are signed one by one, since the last one is known only when it was read. */
function urlsFor(job: UploadJob, feed: PartFeed, { api, parallel }: { api: PartsApi; parallel: number }) {
  const sign = (numbers: readonly number[], fileSizeBytes: number | null) =>
    withRetry(job, API_POLICY, () => api.sign(numbers, fileSizeBytes, job.signal))
  const supply = createUrlSupply({
    sign: numbers => sign(numbers, null),
    batchFrom: number => feed.batchFrom(number, parallel * BATCH_ROUNDS),
    lowWater: parallel,
  })
  const isUnsized = job.source.sizeBytes === null
  return {
    forget: supply.forget,
    take: async (part: Part) => {
      if (!isUnsized) return supply.take(part.number)
      const [signed] = await sign([part.number], part.totalBytes)
      return signed ?? supply.take(part.number)
    },
  }
}

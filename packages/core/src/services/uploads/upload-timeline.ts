import type { Actor } from '../../domain/actor.ts'
import { type Result, succeed } from '../../domain/result.ts'
import type { JsonObject } from '../../domain/upload.ts'
import type { UploadEvent } from '../../ports/upload-ledger.ts'
import type { ServiceDeps } from '../deps.ts'
import { quotaToldTo } from '../quotas/quota-error.ts'
import { findUpload, type UploadRef } from './find-upload.ts'

export type TimelineEvent = Omit<UploadEvent, 'uploadId'> & { at: Date }

/** Oldest first. */
export async function getUploadTimeline(
  deps: ServiceDeps,
  actor: Actor,
  ref: UploadRef,
): Promise<Result<TimelineEvent[]>> {
  const found = await findUpload(deps, actor, ref)
  if (!found.ok) return found
  const events = await deps.uploads.events(actor, found.value.uploadId)
  return succeed(events.map(event => hideQuotas(actor, event)).flatMap(tell))
}

function hideQuotas(actor: Actor, event: TimelineEvent): TimelineEvent {
  const { code, ...details } = event.detail
  if (typeof code !== 'string') return event
  const told = quotaToldTo(actor, { code, message: '', details })
  return { ...event, detail: { code, ...told.details } as JsonObject }
}

function tell({ at, kind, attempt, detail }: TimelineEvent): TimelineEvent[] {
  if (kind === 'completed') return tellCompletion({ at, kind, attempt, detail })
  // Who holds a credential is the admin's business; a timeline is for everybody who may read.
  const { actor_id: _, ...shown } = detail
  return [{ at, kind, attempt, detail: shown }]
}

/**
 * A confirm that succeeds is one statement and one event, for the sake of its speed. What it found and sealed on its way
 * is told as events of their own, at the latest moment that they can have been.
 */
function tellCompletion({ at, kind, attempt, detail }: TimelineEvent): TimelineEvent[] {
  const { sealed_at: sealedAt, source_etag: sourceEtag, ...shown } = detail
  const { size_bytes, etag } = shown
  const event = (eventKind: string, eventAt: Date, eventDetail: JsonObject): TimelineEvent => ({
    at: eventAt,
    kind: eventKind,
    attempt,
    detail: eventDetail,
  })
  if (sourceEtag === undefined) return [event(kind, at, shown)]
  const before = typeof sealedAt === 'string' ? new Date(sealedAt) : at
  return [
    event('bytes_seen', before, { size_bytes, etag: sourceEtag }),
    ...(typeof sealedAt === 'string' ? [event('sealed', before, { size_bytes, etag })] : []),
    event(kind, at, shown),
  ]
}

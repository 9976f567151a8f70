/**
 * The sweep: open uploads that nobody speaks for. It looks whether bytes came, waits for the client's own confirm, and
 * then enters `settle-upload` as everybody else does, so that it can decide nothing that a confirm would not. What it
 * cannot look at now (the store is down, its worker dies) comes due again when its lease ends.
 *
 * Time is the database's alone: what is due, whose grace is over and what is out of time is judged by the statement that
 * claims, and the statement that expires asks again. A worker whose clock is wrong settles nothing early.
 */
import type { UploadRecord } from '../../domain/upload.ts'
import type { AttemptRef, DueUpload } from '../../ports/open-uploads.ts'
import type { ServiceDeps } from '../deps.ts'
import { renewMark } from '../store-check/installation-mark.ts'
import { isVerifiedByStore } from '../uploads/is-verified-by-store.ts'
import { inParallel } from './in-parallel.ts'
import { lookForBytes, type SeenBytes } from './look-for-bytes.ts'
import { settleUnconfirmed } from './settle-unconfirmed.ts'

/** How a run went, by the names that figures and metrics have. */
export type SweepFigures = Record<'looked_at' | 'seen' | 'settled' | 'refused' | 'expired' | 'errors', number>

const BATCH = 500
/** Longer than looking at a batch takes; large seals ask for more. After a crash the uploads come due again. */
const LEASE_SECONDS = 120
const LANES = 8

/** Until nothing is due any more. Any number of workers at once: what one has claimed, the others pass over. */
export async function sweepUploads(deps: ServiceDeps): Promise<SweepFigures> {
  const figures: SweepFigures = { looked_at: 0, seen: 0, settled: 0, refused: 0, expired: 0, errors: 0 }
  let isMarked = false
  for (;;) {
    const batch = await deps.openUploads.claimDue(BATCH, LEASE_SECONDS)
    isMarked ||= batch.some(({ isOutOfTime }) => isOutOfTime) && (await isMarkRenewed(deps))
    const errorsBefore = figures.errors
    await sweepBatch(deps, isMarked ? batch : withoutExpiring(batch, figures), figures)
    // Where nothing at all works, the rest of what is due would not either.
    const isHopeless = figures.errors - errorsBefore === batch.length
    if (batch.length < BATCH || isHopeless) return figures
  }
}

/** Nothing expires before the store was asked whether this database is an older one. */
async function isMarkRenewed(deps: ServiceDeps): Promise<boolean> {
  try {
    await renewMark(deps)
    return true
  } catch (err) {
    deps.log.warn({ err }, 'nothing expires while the mark in the store cannot be renewed')
    return false
  }
}

/** A store that takes no mark, for want of room or of a permission, holds up nothing but what would expire. */
function withoutExpiring(batch: DueUpload[], figures: SweepFigures): DueUpload[] {
  const rest = batch.filter(({ isOutOfTime }) => !isOutOfTime)
  figures.looked_at += batch.length - rest.length
  figures.errors += batch.length - rest.length
  return rest
}

async function sweepBatch(deps: ServiceDeps, batch: DueUpload[], figures: SweepFigures): Promise<void> {
  figures.looked_at += batch.length
  const later: AttemptRef[] = []
  const toSettle: DueUpload[] = []
  const toLookAt: UploadRecord[] = []
  const dueOf = new Map(batch.map(due => [due.upload.uploadId, due]))
  for (const due of batch) {
    // Whoever asked for the task gets its answer, and a task that died is queued again by itself.
    if (due.upload.liveTaskId !== null) later.push(due.upload)
    else if (due.isOutOfTime || (due.isGraceOver && due.settlesUnconfirmed)) toSettle.push(due)
    else if (due.hasBytes) later.push(due.upload)
    else toLookAt.push(due.upload)
  }
  await lookForBytes(deps, toLookAt, {
    async seen(upload, bytes) {
      const due = dueOf.get(upload.uploadId)
      if (bytes === null || due === undefined) return void later.push(upload)
      figures.seen += 1
      if (await takeSeen(deps, due, bytes)) toSettle.push(due)
    },
    failed(upload, err) {
      figures.errors += 1
      deps.log.warn({ uploadId: upload.uploadId, err }, 'the sweep could not look at an upload')
    },
  })
  await inParallel(toSettle, LANES, async due => {
    const outcome = await settleUnconfirmed(deps, due, 'sweep').catch((err: unknown) => {
      deps.log.warn({ uploadId: due.upload.uploadId, err }, 'the sweep could not settle an upload')
      return 'errors' as const
    })
    if (outcome !== 'later') figures[outcome] += 1
    if (outcome === 'later' || outcome === 'refused') later.push(due.upload)
  })
  await deps.openUploads.checkLater(later)
}

/** Whether there is nothing to wait for: the store itself checked what was signed, and no claim could say more. */
async function takeSeen(deps: ServiceDeps, due: DueUpload, { etag, sizeBytes }: SeenBytes): Promise<boolean> {
  const { upload, settlesUnconfirmed } = due
  const { uploadId, attempt } = upload
  const outcome = await deps.openUploads.recordSeen({ uploadId, attempt, etag, sizeBytes })
  if (outcome === 'late' || !settlesUnconfirmed || upload.checksum === null || upload.putKey === null)
    return false
  // A listing shows no checksums.
  return isVerifiedByStore(deps, upload, await deps.store.head(upload.putKey.key))
}

import { recordRun, renewMark, type ServiceDeps, sweepUploads } from '@landfall/core/services'
import type { AddJobFunction } from 'graphile-worker'

export const SWEEP_TASK = 'sweep-uploads'

/** The queue's cron starts one a minute in any case. */
const EVERY_SECONDS = 60

/** Payload of a run between those of the minute. */
const EARLY = { isEarly: true } as const

const isEarly = (payload: unknown) => (payload as Partial<typeof EARLY> | null)?.isEarly === true

/** One sweep, and another one when the next upload is due, where that is before the minute's own. */
export async function sweepTask(
  deps: ServiceDeps,
  { payload, addJob }: { payload: unknown; addJob: AddJobFunction },
): Promise<void> {
  if (!isEarly(payload)) await keepMark(deps)
  const figures = await recordRun(deps, SWEEP_TASK, () => sweepUploads(deps))
  if ((figures.looked_at ?? 0) > 0) deps.log.info({ ...figures }, 'swept open uploads')
  await queueNext(deps, addJob)
}

/** Once a minute, so that a backup older than that is told from this database. */
async function keepMark(deps: ServiceDeps): Promise<void> {
  await renewMark(deps).catch((err: unknown) => {
    deps.log.warn({ err }, 'could not renew the mark of this installation in the store')
  })
}

/**
 * What is due within the minute is known now: a new upload or attempt is first looked at after one. With a key of its
 * own, so that neither this job nor the minute's takes the other's place.
 */
async function queueNext(deps: ServiceDeps, addJob: AddJobFunction): Promise<void> {
  const seconds = await deps.openUploads.secondsToNextCheck()
  if (seconds === null || seconds >= EVERY_SECONDS) return
  const wait = Math.max(seconds, deps.settings.sweepPauseSeconds)
  if (wait >= EVERY_SECONDS) return
  const runAt = new Date(deps.clock.now().getTime() + wait * 1000)
  await addJob(SWEEP_TASK, EARLY, { runAt, jobKey: `${SWEEP_TASK}-early`, maxAttempts: 1 })
}

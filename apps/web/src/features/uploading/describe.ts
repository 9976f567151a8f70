import { isActive, isLost, type QueueItem, type QueueTotals } from '@landfall/client/queue'
import { explain } from '#lib/api-error.ts'
import { formatBytes, formatDateTime, formatDuration, formatSpeed } from '#lib/format.ts'

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`)

/** Shown while the browser says that there is no network; it may be wrong the other way round only. */
const NO_CONNECTION = 'No connection · goes on by itself once it is back'

export function headlineOf(totals: QueueTotals, isOnline = true): string {
  const { active, paused } = totals
  if (active === 0) return endOf(totals)
  if (paused === active) return `${files(active)} paused`
  if (!isOnline) return `No connection · ${files(active)} waiting`
  return paused > 0 ? `Uploading ${files(active - paused)}, ${paused} paused` : `Uploading ${files(active)}`
}

function endOf({ completed, failed, interrupted }: QueueTotals): string {
  if (failed > 0)
    return completed > 0 ? `${files(completed)} uploaded, ${failed} failed` : `${files(failed)} failed`
  if (completed > 0) return `${files(completed)} uploaded`
  if (interrupted > 0)
    return interrupted === 1 ? '1 upload to go on with' : `${interrupted} uploads to go on with`
  return 'Uploads canceled'
}

/**
 * What is read aloud: how far all of it is in quarters, and what failed. Each file and each percent would talk over
 * everything else.
 */
export function announcementOf(totals: QueueTotals, isOnline = true): string {
  const { active, paused, failed, sentBytes, totalBytes } = totals
  if (active === 0 || paused === active || !isOnline) return headlineOf(totals, isOnline)
  const quarter = totalBytes === 0 ? 0 : Math.floor((sentBytes / totalBytes) * 4) * 25
  return `Uploading, ${quarter}% sent${failed > 0 ? `, ${failed} failed` : ''}`
}

export function describeTotals(totals: QueueTotals, isOnline = true): string {
  const { active, paused, sentBytes, totalBytes, bytesPerSecond, secondsLeft } = totals
  const parts = [`${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`]
  if (!isOnline || paused === active) return parts.join()
  if (bytesPerSecond > 0) parts.push(formatSpeed(bytesPerSecond))
  if (secondsLeft !== null && secondsLeft > 0) parts.push(`${formatDuration(secondsLeft)} left`)
  return parts.join(' · ')
}

/** One line under the file's name. */
export function describeItem(item: QueueItem, isOnline = true): string {
  const needsLine = isLost(item) || (isActive(item) && !item.isPaused && item.phase !== 'hashing')
  return !isOnline && needsLine ? NO_CONNECTION : describePhase(item)
}

function describePhase({ phase, isPaused, progress, sizeBytes, error }: QueueItem): string {
  const size = formatBytes(sizeBytes)
  const sent = `${formatBytes(progress?.sentBytes ?? 0)} of ${size}`
  switch (phase) {
    case 'queued':
      return `Waiting · ${progress === null ? size : sent}`
    case 'hashing':
      return `Hashing · ${formatBytes(progress?.hashedBytes ?? 0)} of ${size}`
    case 'creating':
      return `Asking for a place · ${size}`
    case 'sending':
      if (isPaused) return `Pausing · ${sent}`
      return [
        `Sending · ${sent}`,
        ...(progress?.bytesPerSecond ? [formatSpeed(progress.bytesPerSecond)] : []),
        ...(progress?.secondsLeft ? [`${formatDuration(progress.secondsLeft)} left`] : []),
      ].join(' · ')
    case 'paused':
      return `Paused · ${progress === null ? size : sent}`
    case 'interrupted':
      return `Interrupted · ${size}`
    case 'verifying':
      return `Verifying what arrived · ${size}`
    case 'completed':
      return `Done and verified · ${size}`
    case 'canceled':
      return `Canceled · ${size}`
    case 'failed':
      return error ? explain(error).title : 'Failed'
  }
}

/** Why the chosen file is not the one of an interrupted upload, and which one is. */
export function describeOther({ filename, sizeBytes, modifiedAtMs }: QueueItem, chosen: File): string {
  const changed =
    modifiedAtMs === null ? '' : `, last changed ${formatDateTime(new Date(modifiedAtMs).toISOString())}`
  const what = chosen.name === filename ? 'This file has changed since' : `${chosen.name} is another file`
  return `${what}. To go on, choose ${filename} of ${formatBytes(sizeBytes)}${changed}.`
}

import { explain } from '#lib/api-error.ts'
import { formatBytes, formatDuration, formatSpeed } from '#lib/format.ts'
import { isActive, isLost, type QueueItem, type QueueTotals } from './queue-item.ts'

const files = (count: number) => (count === 1 ? '1 file' : `${count} files`)

/** Shown while the browser says that there is no network; it may be wrong the other way round only. */
const NO_CONNECTION = 'No connection · goes on by itself once it is back'

export function headlineOf({ active, completed, failed }: QueueTotals, isOnline = true): string {
  if (active > 0 && !isOnline) return `No connection · ${files(active)} waiting`
  if (active > 0) return `Uploading ${files(active)}`
  if (failed > 0)
    return completed > 0 ? `${files(completed)} uploaded, ${failed} failed` : `${files(failed)} failed`
  return completed > 0 ? `${files(completed)} uploaded` : 'Uploads canceled'
}

export function describeTotals(totals: QueueTotals, isOnline = true): string {
  const { sentBytes, totalBytes, bytesPerSecond, secondsLeft } = totals
  const parts = [`${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`]
  if (!isOnline) return parts.join()
  if (bytesPerSecond > 0) parts.push(formatSpeed(bytesPerSecond))
  if (secondsLeft !== null && secondsLeft > 0) parts.push(`${formatDuration(secondsLeft)} left`)
  return parts.join(' · ')
}

/** One line under the file's name. */
export function describeItem(item: QueueItem, isOnline = true): string {
  if (!isOnline && (isLost(item) || (isActive(item) && item.phase !== 'hashing'))) return NO_CONNECTION
  return describePhase(item)
}

function describePhase({ phase, progress, file, error }: QueueItem): string {
  const size = formatBytes(file.size)
  switch (phase) {
    case 'queued':
      return `Waiting · ${size}`
    case 'hashing':
      return `Hashing · ${formatBytes(progress?.hashedBytes ?? 0)} of ${size}`
    case 'creating':
      return `Asking for a place · ${size}`
    case 'sending':
      return [
        `Sending · ${formatBytes(progress?.sentBytes ?? 0)} of ${size}`,
        ...(progress?.bytesPerSecond ? [formatSpeed(progress.bytesPerSecond)] : []),
        ...(progress?.secondsLeft ? [`${formatDuration(progress.secondsLeft)} left`] : []),
      ].join(' · ')
    case 'paused':
      return `Paused · ${formatBytes(progress?.sentBytes ?? 0)} of ${size}`
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

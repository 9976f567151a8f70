import type { UploadProgress } from '@landfall/client'

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB'] as const

/** Decimal units, as disks and networks count. */
export function formatBytes(bytes: number): string {
  const power = bytes < 1 ? 0 : Math.min(UNITS.length - 1, Math.floor(Math.log10(bytes) / 3))
  const value = bytes / 1000 ** power
  return `${power === 0 ? value : value.toFixed(1)} ${UNITS[power]}`
}

export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds)
  const parts = [Math.floor(whole / 3600), Math.floor(whole / 60) % 60, whole % 60]
  const shown = parts[0] === 0 ? parts.slice(1) : parts
  return shown.map((part, index) => (index === 0 ? part : String(part).padStart(2, '0'))).join(':')
}

/** `photo.jpg  42%  1.2 MB of 2.9 MB  3.4 MB/s  0:01 left`. */
export function progressLine(name: string, progress: UploadProgress): string {
  const { phase, sentBytes, hashedBytes, totalBytes, bytesPerSecond, secondsLeft } = progress
  if (phase !== 'sending') {
    const share = phase === 'hashing' && totalBytes !== null ? `  ${percent(hashedBytes, totalBytes)}` : ''
    return `${name}  ${phase}${share}`
  }
  return [
    name,
    ...(totalBytes === null ? [] : [percent(sentBytes, totalBytes)]),
    totalBytes === null ? formatBytes(sentBytes) : `${formatBytes(sentBytes)} of ${formatBytes(totalBytes)}`,
    ...(bytesPerSecond === null ? [] : [`${formatBytes(Math.round(bytesPerSecond))}/s`]),
    ...(secondsLeft === null ? [] : [`${formatDuration(secondsLeft)} left`]),
  ].join('  ')
}

const percent = (part: number, whole: number) =>
  `${whole === 0 ? 100 : Math.floor((part / whole) * 100)}%`.padStart(4)

/** Numbers and times the way people read them. */

const UNITS = ['B', 'kB', 'MB', 'GB', 'TB', 'PB']

/** Decimal units, as file managers and S3 bills have them: 1,536 → `1.5 kB`. */
export function formatBytes(bytes: number): string {
  let value = bytes
  let unit = 0
  // 999.95 would be shown as 1000.
  while (value >= (unit === 0 ? 1000 : 999.5) && unit < UNITS.length - 1) {
    value /= 1000
    unit += 1
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1
  return `${value.toFixed(digits).replace(/\.0$/, '')} ${UNITS[unit]}`
}

export function formatCount(count: number): string {
  return count.toLocaleString('en-US')
}

export function formatSpeed(bytesPerSecond: number): string {
  return `${formatBytes(bytesPerSecond)}/s`
}

/** `8 s`, `3 min`, `2 h 5 min`; for a time that is left or was taken. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds))
  if (whole < 60) return `${whole} s`
  const minutes = Math.round(whole / 60)
  if (minutes < 60) return `${minutes} min`
  const rest = minutes % 60
  return rest === 0 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 60)} h ${rest} min`
}

const STEPS: [unit: Intl.RelativeTimeFormatUnit, seconds: number][] = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
]

const RELATIVE = new Intl.RelativeTimeFormat('en', { numeric: 'auto' })

/** `just now`, `5 minutes ago`, `in 2 hours`; beyond a week the date. */
export function formatRelative(iso: string, nowMs: number): string {
  const seconds = (Date.parse(iso) - nowMs) / 1000
  if (Math.abs(seconds) < 45) return 'just now'
  if (Math.abs(seconds) > 7 * 86_400) return formatDate(iso)
  for (const [unit, size] of STEPS) {
    // Rounded to the smaller unit first: 59.6 minutes are an hour.
    if (Math.abs(seconds) >= size * 0.9917) return RELATIVE.format(Math.round(seconds / size), unit)
  }
  return RELATIVE.format(Math.round(seconds / 60), 'minute')
}

// Made once: to make one takes a hundred times as long as to use it, and every row of a list has a time.
const DATE = new Intl.DateTimeFormat('en-GB', { day: 'numeric', month: 'short', year: 'numeric' })
const DATE_TIME = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'medium' })

export const formatDate = (iso: string): string => DATE.format(new Date(iso))

/** With seconds, in the reader's own time zone. */
export const formatDateTime = (iso: string): string => DATE_TIME.format(new Date(iso))

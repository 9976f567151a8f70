/**
 * Times in filters: what a caller may write, as one text of 27 characters in UTC, so that texts compare as the times
 * do. Clients write microseconds, and an offset without a colon (CONTRACT 1.7), which RFC 3339 does not have.
 */
const WRITTEN =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)? ?(Z|[+-]\d{2}(?::?\d{2})?)?$/i

/** `null`: not a time. Without an offset it is UTC, without a time of day midnight. */
export function readTime(text: string): string | null {
  const parts = WRITTEN.exec(text)
  if (parts === null) return null
  const [, year, month, day, hour = '00', minute = '00', second = '00', fraction = '', offset = 'Z'] = parts
  const written = `${year}-${month}-${day}T${hour}:${minute}:${second}.000Z`
  const time = new Date(written)
  // A 31 February would silently become a day in March.
  if (Number.isNaN(time.getTime()) || time.toISOString() !== written) return null
  const offsetMinutes = minutesOf(offset)
  if (offsetMinutes === null) return null
  const utc = new Date(time.getTime() - offsetMinutes * 60_000).toISOString()
  return /^(?!0000)\d{4}-/.test(utc) ? `${utc.slice(0, 19)}.${fraction.padEnd(6, '0').slice(0, 6)}Z` : null
}

function minutesOf(offset: string): number | null {
  if (offset.toUpperCase() === 'Z') return 0
  const hours = Number(offset.slice(1, 3))
  const minutes = Number(offset.slice(3).replace(':', '') || '0')
  if (hours > 14 || minutes > 59) return null
  return (offset.startsWith('-') ? -1 : 1) * (hours * 60 + minutes)
}

/** The same form, of a time that is stored: to the millisecond. */
export const timeText = (time: Date) => time.toISOString().replace('Z', '000Z')

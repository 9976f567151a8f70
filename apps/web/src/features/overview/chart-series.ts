import type { OverviewDay } from './hooks/use-overview.ts'

/** From the bottom of a bar to its top; the colour is a theme's variable, so that charts follow it. */
export const SERIES = [
  { key: 'completed', label: 'Completed', color: 'var(--good)', statuses: ['COMPLETED', 'SKIPPED'] },
  { key: 'open', label: 'Open', color: 'var(--warn)', statuses: ['PENDING', 'IN_PROGRESS', 'PROCESSING'] },
  { key: 'failed', label: 'Failed', color: 'var(--bad)', statuses: ['FAILED'] },
  { key: 'canceled', label: 'Canceled', color: 'var(--line-strong)', statuses: ['CANCELED'] },
] as const

type SeriesKey = (typeof SERIES)[number]['key']
export type ChartRow = { date: string; bytes: number } & Record<SeriesKey, number>

export function chartRowsOf(days: readonly OverviewDay[]): ChartRow[] {
  return days.map(day => {
    const count = (statuses: readonly string[]) =>
      statuses.reduce((sum, status) => sum + (day.uploads[status] ?? 0), 0)
    const [completed, open, failed, canceled] = SERIES.map(({ statuses }) => count(statuses))
    return {
      date: day.date,
      bytes: day.bytes_completed,
      completed: completed ?? 0,
      open: open ?? 0,
      failed: failed ?? 0,
      canceled: canceled ?? 0,
    }
  })
}

/** Days are UTC days; a date alone is read as midnight UTC, and must not slip to the day before. */
export function formatDay(date: string): string {
  return new Date(date).toLocaleDateString('en-GB', { day: 'numeric', month: 'short', timeZone: 'UTC' })
}

import { expect, it, vi } from 'vitest'
import { chartRowsOf, formatDay } from './chart-series.ts'

const day = (uploads: Record<string, number>) => ({
  date: '2026-11-22',
  uploads,
  uploads_created: 0,
  uploads_completed: 0,
  bytes_completed: 7,
})

it('puts every status of an upload into one of the four parts of a bar', () => {
  const uploads = {
    COMPLETED: 1,
    SKIPPED: 2,
    PENDING: 4,
    IN_PROGRESS: 8,
    PROCESSING: 16,
    FAILED: 32,
    CANCELED: 64,
  }
  expect(chartRowsOf([day(uploads)])).toEqual([
    { date: '2026-11-22', bytes: 7, completed: 3, open: 28, failed: 32, canceled: 64 },
  ])
})

it('shows a day without uploads as nothing', () => {
  expect(chartRowsOf([day({})])).toMatchObject([{ completed: 0, open: 0, failed: 0, canceled: 0 }])
})

it('names a UTC day by its own date, wherever the reader is', () => {
  vi.stubEnv('TZ', 'America/Los_Angeles')
  expect(formatDay('2026-11-01')).toBe('1 Nov')
  vi.unstubAllEnvs()
})

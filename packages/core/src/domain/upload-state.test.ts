import { expect, test } from 'vitest'
import { isOpen, transferGraceSeconds, type UploadStatus } from './upload-state.ts'

test('open statuses may still settle, all others never change', () => {
  const open: Record<UploadStatus, boolean> = {
    PENDING: true,
    IN_PROGRESS: true,
    COMPLETED: false,
    FAILED: false,
    CANCELED: false,
    SKIPPED: false,
  }
  for (const [status, expected] of Object.entries(open)) expect(isOpen(status as UploadStatus)).toBe(expected)
})

test.each([
  [null, 900],
  [0, 900],
  [1, 900],
  [899_999_999, 900],
  [900_000_000, 900],
  [900_000_001, 901],
  [901_000_000, 901],
  [5_000_000_000, 5000],
  [50_000_000_000, 50_000],
])('a transfer of %s bytes may take %i s', (bytes, seconds) => {
  expect(transferGraceSeconds(bytes)).toBe(seconds)
})

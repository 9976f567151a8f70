import { LandfallError, type UploadPhase } from '@landfall/client'
import { describe, expect, it } from 'vitest'
import { describeItem, describeTotals, headlineOf } from './describe.ts'
import { newItem, type QueueItem, totalsOf } from './queue-item.ts'

const file = new File(['12345'], 'a.txt')
const item = (phase: UploadPhase, part: Partial<QueueItem> = {}): QueueItem => ({
  ...newItem('1', { file, path: null, bucket: 'uploads', renews: null }),
  phase,
  ...part,
})
const failed = (code: string) => item('failed', { error: new LandfallError({ code, message: 'x' }) })
const progress = {
  phase: 'sending' as const,
  sentBytes: 3,
  hashedBytes: 5,
  totalBytes: 5,
  bytesPerSecond: 1,
  secondsLeft: 2,
}

describe('one file', () => {
  it('tells bytes, speed and time left while it is sent', () => {
    expect(describeItem(item('sending', { progress }))).toBe('Sending · 3 B of 5 B · 1 B/s · 2 s left')
  })

  it('waits for the line instead of failing while there is none', () => {
    const words = 'No connection · goes on by itself once it is back'
    expect(describeItem(item('sending', { progress }), false)).toBe(words)
    expect(describeItem(failed('NETWORK'), false)).toBe(words)
    expect(describeItem(failed('NETWORK'), true)).toBe('Landfall cannot be reached')
  })

  it('does not blame the line for what needs none, or failed for another reason', () => {
    expect(describeItem(item('hashing', { progress }), false)).toBe('Hashing · 5 B of 5 B')
    expect(describeItem(failed('FILE_TOO_LARGE'), false)).toBe('The file is too large for this bucket')
    expect(describeItem(item('completed'), false)).toBe('Done and verified · 5 B')
  })
})

it('sums up all files, and tells no speed while there is no line', () => {
  const totals = totalsOf([item('sending', { progress }), item('completed')])
  expect(headlineOf(totals)).toBe('Uploading 1 file')
  expect(headlineOf(totals, false)).toBe('No connection · 1 file waiting')
  expect(describeTotals(totals)).toBe('8 B of 10 B · 1 B/s · 2 s left')
  expect(describeTotals(totals, false)).toBe('8 B of 10 B')
})

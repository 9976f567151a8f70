import { LandfallError } from '@landfall/client'
import type { QueuePhase, QueueTotals } from '@landfall/client/queue'
import { describe, expect, it } from 'vitest'
import { announcementOf, describeItem, describeOther, describeTotals, headlineOf } from './describe.ts'
import { queueItem } from './testing/queue-item.ts'

const item = (phase: QueuePhase, part = {}) => queueItem({ phase, ...part })
const failed = (code: string) => item('failed', { error: new LandfallError({ code, message: 'x' }) })
const progress = {
  phase: 'sending' as const,
  sentBytes: 3,
  hashedBytes: 5,
  totalBytes: 5,
  bytesPerSecond: 1,
  secondsLeft: 2,
}
const totals = (part: Partial<QueueTotals>): QueueTotals => ({
  active: 0,
  paused: 0,
  completed: 0,
  failed: 0,
  canceled: 0,
  interrupted: 0,
  sentBytes: 8,
  totalBytes: 10,
  bytesPerSecond: 1,
  secondsLeft: 2,
  ...part,
})

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

  it('tells what is kept while it is paused, and while it waits to be let on again', () => {
    const paused = item('paused', { isPaused: true, progress })
    expect(describeItem(paused)).toBe('Paused · 3 B of 5 B')
    expect(describeItem(paused, false)).toBe('Paused · 3 B of 5 B')
    expect(describeItem(item('queued', { progress }))).toBe('Waiting · 3 B of 5 B')
  })

  it('tells which file goes on with it, when another one was chosen', () => {
    const interrupted = item('interrupted', { modifiedAtMs: null })
    expect(describeOther(interrupted, new File([], 'b.txt'))).toBe(
      'b.txt is another file. To go on, choose a.txt of 5 B.',
    )
    expect(describeOther(interrupted, new File([], 'a.txt'))).toContain('This file has changed since.')
  })
})

describe('all files', () => {
  it('are summed up, without a speed while there is no line or nothing moves', () => {
    const one = totals({ active: 1, completed: 1 })
    expect(headlineOf(one)).toBe('Uploading 1 file')
    expect(headlineOf(one, false)).toBe('No connection · 1 file waiting')
    expect(describeTotals(one)).toBe('8 B of 10 B · 1 B/s · 2 s left')
    expect(describeTotals(one, false)).toBe('8 B of 10 B')
    expect(describeTotals({ ...one, paused: 1 })).toBe('8 B of 10 B')
  })

  it.each([
    [{ active: 3, paused: 1 }, 'Uploading 2 files, 1 paused'],
    [{ active: 2, paused: 2 }, '2 files paused'],
    [{ completed: 4, failed: 1 }, '4 files uploaded, 1 failed'],
    [{ interrupted: 2 }, '2 uploads to go on with'],
    [{ canceled: 1 }, 'Uploads canceled'],
  ])('%o: %s', (part, words) => {
    expect(headlineOf(totals(part))).toBe(words)
  })

  it('are read aloud in quarters, so that not every file and percent is', () => {
    const said = (part: Partial<QueueTotals>) => announcementOf(totals({ active: 5, ...part }))
    expect(said({ sentBytes: 5 })).toBe('Uploading, 50% sent')
    expect(said({ sentBytes: 7, active: 3 })).toBe('Uploading, 50% sent')
    expect(said({ failed: 1 })).toBe('Uploading, 75% sent, 1 failed')
    expect(said({ active: 0, completed: 5 })).toBe('5 files uploaded')
  })
})

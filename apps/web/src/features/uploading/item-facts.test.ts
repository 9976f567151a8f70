import { LandfallError } from '@landfall/client'
import { describe, expect, it } from 'vitest'
import { isLostOnLeaving, mayBeLeft, SINGLE_PUT_BYTES } from './item-facts.ts'
import { queueItem } from './testing/queue-item.ts'

const LARGE = { sizeBytes: SINGLE_PUT_BYTES + 1 }
const BEGUN = { ...LARGE, uploadId: 'upl_1' }

describe('leaving the page', () => {
  it.each([
    ['one PUT on its way', { phase: 'sending', uploadId: 'upl_1' }, true],
    ['one that waits', { phase: 'queued', ...LARGE }, true],
    ['the next attempt of an open upload', { phase: 'sending', ...BEGUN, renews: 'upl_1' }, true],
    ['parts on their way', { phase: 'sending', ...BEGUN }, false],
    ['parts that are paused', { phase: 'paused', ...BEGUN }, false],
    ['what only has to be confirmed', { phase: 'verifying', uploadId: 'upl_1' }, false],
    ['what is done', { phase: 'completed', uploadId: 'upl_1' }, false],
    ['what an earlier page left', { phase: 'interrupted', ...BEGUN }, false],
  ] as const)('%s: %o is lost: %s', (_what, part, isLost) => {
    expect(isLostOnLeaving(queueItem(part), true)).toBe(isLost)
  })

  it('loses what begins again by itself when the line or the session is back', () => {
    const failed = (code: string) =>
      queueItem({ phase: 'failed', error: new LandfallError({ code, message: 'x' }) })
    expect(isLostOnLeaving(failed('NETWORK'), false)).toBe(true)
    expect(isLostOnLeaving(failed('NETWORK'), true)).toBe(false)
    expect(isLostOnLeaving(failed('UNAUTHORIZED'), true)).toBe(true)
    expect(isLostOnLeaving(failed('FILE_TOO_LARGE'), false)).toBe(false)
  })

  it('is said to be fine only of what is under way in parts', () => {
    expect(mayBeLeft(queueItem({ phase: 'sending', ...BEGUN }))).toBe(true)
    expect(mayBeLeft(queueItem({ phase: 'completed', ...BEGUN }))).toBe(false)
    expect(mayBeLeft(queueItem({ phase: 'sending', uploadId: 'upl_1' }))).toBe(false)
  })
})

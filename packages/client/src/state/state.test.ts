import { describe, expect, it } from 'vitest'
import { createProgressMeter, type UploadProgress } from './progress.ts'
import { createSpeedometer } from './speed.ts'
import { trackUpload } from './track-upload.ts'
import {
  isFinal,
  mayFollow,
  toCanceled,
  toSending,
  type UploadPhase,
  type UploadState,
} from './upload-state.ts'

const PHASES: UploadPhase[] = [
  'queued',
  'hashing',
  'creating',
  'sending',
  'verifying',
  'completed',
  'failed',
  'canceled',
]

describe('the phases', () => {
  it('end in three final ones that nothing follows', () => {
    const last = PHASES.filter(from => !PHASES.some(to => mayFollow(from, to)))
    expect(last).toEqual(['completed', 'failed', 'canceled'])
    expect(isFinal(toCanceled(null))).toBe(true)
    expect(isFinal({ phase: 'creating' })).toBe(false)
  })

  it('complete only after verifying', () => {
    expect(PHASES.filter(from => mayFollow(from, 'completed'))).toEqual(['verifying'])
  })

  it('refuse a step that is not one', () => {
    const states: UploadState[] = []
    const tracker = trackUpload({ now: () => 0 }, { onState: state => states.push(state) })
    const place = { uploadId: 'upl_1', attempt: 1 }
    expect(() => tracker.moveTo(toSending(place))).toThrow('cannot go from queued to sending')
    tracker.moveTo(toCanceled(null))
    expect(() => tracker.moveTo(toCanceled(null))).toThrow('cannot go from canceled to canceled')
    expect(states).toEqual([toCanceled(null)])
  })
})

describe('the speedometer', () => {
  it('says nothing from one sample or from less than half a second', () => {
    const speed = createSpeedometer()
    expect(speed.bytesPerSecond()).toBeNull()
    speed.add(0, 0)
    expect(speed.bytesPerSecond()).toBeNull()
    speed.add(499, 4_000_000)
    expect(speed.bytesPerSecond()).toBeNull()
    speed.add(500, 4_000_000)
    expect(speed.bytesPerSecond()).toBe(8_000_000)
  })

  it('forgets what is older than five seconds', () => {
    const speed = createSpeedometer()
    for (let second = 0; second <= 10; second += 1) speed.add(second * 1000, second * 1_000_000)
    for (let second = 11; second <= 20; second += 1) speed.add(second * 1000, 10_000_000)
    expect(speed.bytesPerSecond()).toBe(0)
  })
})

describe('the progress meter', () => {
  const meterOf = (totalBytes: number) => {
    let now = 0
    const told: UploadProgress[] = []
    const meter = createProgressMeter({ now: () => now }, totalBytes, progress => told.push(progress))
    const sendAt = (ms: number, bytes: number) => {
      now = ms
      meter.sent(bytes)
    }
    return { meter, told, sendAt, last: () => told.at(-1) }
  }

  it('tells speed and time left', () => {
    const { meter, sendAt, last } = meterOf(10_000)
    meter.enter('sending')
    sendAt(1000, 1000)
    expect(last()).toEqual({
      phase: 'sending',
      sentBytes: 1000,
      hashedBytes: 0,
      totalBytes: 10_000,
      bytesPerSecond: 1000,
      secondsLeft: 9,
    })
  })

  it('tells at most ten times a second, but the first and the last bytes always', () => {
    const { meter, told, sendAt } = meterOf(1000)
    meter.enter('sending')
    for (let sent = 1; sent <= 1000; sent += 1) sendAt(sent, sent)
    expect(told.map(({ sentBytes }) => sentBytes)).toEqual([
      0, 1, 101, 201, 301, 401, 501, 601, 701, 801, 901, 1000,
    ])
  })

  it('never goes back within a PUT, never beyond the total, and starts again with the next', () => {
    const { meter, told, sendAt, last } = meterOf(100)
    meter.enter('sending')
    sendAt(1000, 60)
    sendAt(2000, 50)
    sendAt(3000, 130)
    expect(told.map(({ sentBytes }) => sentBytes)).toEqual([0, 60, 100])
    meter.enter('verifying')
    expect(last()).toMatchObject({ sentBytes: 100, bytesPerSecond: null })
    meter.enter('sending')
    expect(last()).toMatchObject({ sentBytes: 0, bytesPerSecond: null, secondsLeft: null })
  })
})

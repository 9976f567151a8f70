import type { Clock } from '../ports/runtime.ts'

/** Stands still until it is told to move. */
export interface TestClock extends Clock {
  advance(seconds: number): void
  set(time: Date): void
}

export function createTestClock(start = new Date('2026-11-22T12:00:00.000Z')): TestClock {
  let time = start.getTime()
  return {
    now: () => new Date(time),
    advance: seconds => {
      time += seconds * 1000
    },
    set: to => {
      time = to.getTime()
    },
  }
}

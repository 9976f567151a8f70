import type { ProgressMeter } from '../state/progress.ts'

/** Adds up what every part has sent. */
export interface PartProgress {
  sent(number: number, bytes: number): void
  stored(number: number, bytes: number): void
  /** Only these are there; what was on its way is not. */
  restart(storedSizes: ReadonlyMap<number, number>): void
}

export function createPartProgress(meter: Pick<ProgressMeter, 'sent' | 'startAt'>): PartProgress {
  let storedBytes = 0
  const onTheirWay = new Map<number, number>()
  const tell = () => meter.sent(storedBytes + sumOf(onTheirWay))
  return {
    sent: (number, bytes) => {
      onTheirWay.set(number, bytes)
      tell()
    },
    stored: (number, bytes) => {
      onTheirWay.delete(number)
      storedBytes += bytes
      tell()
    },
    restart: sizes => {
      onTheirWay.clear()
      storedBytes = sumOf(sizes)
      meter.startAt(storedBytes)
    },
  }
}

export function sumOf(sizes: ReadonlyMap<number, number>): number {
  let sum = 0
  for (const bytes of sizes.values()) sum += bytes
  return sum
}

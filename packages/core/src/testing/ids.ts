import { ID_PREFIX } from '../domain/ids.ts'
import type { Ids } from '../ports/runtime.ts'

/** Ids of the real shape that count up, so that a failing test names the same ids every time. */
export function createTestIds(): Ids {
  let count = 0
  const random = (length: number) => {
    count += 1
    return count.toString(36).padStart(length, '0').slice(-length)
  }
  return { random, next: kind => ID_PREFIX[kind] + random(16) }
}

/** For builders: unique in the whole process, whatever database they end up in. */
export const testIds: Ids = createTestIds()

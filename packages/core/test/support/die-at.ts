import type { TestServices } from '@landfall/core/testing'

/**
 * The process dies at its call number `at` to database or store: before the call is made, or after its work was done
 * and before its answer came. Nothing that it would still have done happens. `false`: it had no so many calls.
 */
export async function dieAt(
  test: TestServices,
  work: (test: TestServices) => Promise<unknown>,
  { at, time }: { at: number; time: 'before' | 'after' },
): Promise<boolean> {
  const { db, store } = test
  let calls = 0
  let isDead = false
  const passOn = (die: () => void) => {
    calls += 1
    if (calls < at) return
    isDead = true
    if (calls > at || time === 'before') throw new Error('died')
    die()
  }
  db.faults.beforeEach(method => passOn(() => db.faults.failNext(method, 'after')))
  store.faults.beforeEach(method => passOn(() => store.faults.failNext(method, 'after')))
  await work(test).then(
    () => undefined,
    () => undefined,
  )
  db.faults.beforeEach(null)
  store.faults.beforeEach(null)
  return isDead
}

import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { coalesce } from './coalesce.ts'

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

it('is called once for many, however long they go on, and again for who comes later', () => {
  const call = vi.fn()
  const ask = coalesce(call, 500)
  for (let asked = 0; asked < 9; asked += 1) {
    ask()
    vi.advanceTimersByTime(100)
  }
  expect(call).toHaveBeenCalledTimes(1)
  vi.advanceTimersByTime(500)
  expect(call).toHaveBeenCalledTimes(2)
  vi.advanceTimersByTime(5_000)
  expect(call).toHaveBeenCalledTimes(2)
  ask()
  vi.advanceTimersByTime(500)
  expect(call).toHaveBeenCalledTimes(3)
})

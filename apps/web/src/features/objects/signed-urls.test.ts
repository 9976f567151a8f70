import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { keepUrl } from './signed-urls.ts'

const MINUTE_MS = 60_000

beforeEach(() => void vi.useFakeTimers({ toFake: ['Date'] }))
afterEach(() => void vi.useRealTimers())

const after = (minutes: number) => vi.setSystemTime(Date.now() + minutes * MINUTE_MS)

it('keeps the first address of a file while it works, and each file its own', () => {
  expect(keepUrl('blob_a', 'first')).toBe('first')
  after(40)
  expect(keepUrl('blob_a', 'second')).toBe('first')
  expect(keepUrl('blob_b', 'other')).toBe('other')
  after(6)
  expect(keepUrl('blob_a', 'third')).toBe('third')
})

it.each([['the only one'], ['signed late']])('does not keep what grew old in the background: %s', late => {
  const id = `blob ${late}`
  keepUrl(id, 'the only one')
  after(30)
  keepUrl(id, late)
  after(120)
  // Nothing newer was answered yet; once it is, it is taken.
  keepUrl(id, late)
  expect(keepUrl(id, 'new')).toBe('new')
})

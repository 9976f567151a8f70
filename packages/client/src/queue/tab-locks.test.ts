import { randomUUID } from 'node:crypto'
import { describe, expect, it, vi } from 'vitest'
import { eventually } from '../../test/support/eventually.ts'
import { createTabLocks } from './tab-locks.ts'

/** Node has the locks of browsers; each id is new, since they are the whole process's. */
const newId = () => `upl_${randomUUID()}`

describe('pages of one browser', () => {
  it('see what is in the hands of others, and not what is in their own', async () => {
    const [mine, theirs] = [newId(), newId()]
    const page = createTabLocks(navigator.locks, vi.fn())
    const other = createTabLocks(navigator.locks, vi.fn())
    page.keep([mine])
    other.keep([theirs])
    const others = await page.ofOthers()
    expect([others.has(theirs), others.has(mine)]).toEqual([true, false])
    page.keep([])
    other.keep([])
  })

  it('are told once when it is let go, and then it is nobody’s', async () => {
    const uploadId = newId()
    const onFreed = vi.fn()
    const page = createTabLocks(navigator.locks, onFreed)
    const other = createTabLocks(navigator.locks, vi.fn())
    other.keep([uploadId])
    await page.ofOthers()
    await page.ofOthers()
    expect(onFreed).not.toHaveBeenCalled()
    other.keep([])
    await eventually(() => expect(onFreed).toHaveBeenCalledTimes(1))
    expect((await page.ofOthers()).has(uploadId)).toBe(false)
  })

  it('may have the same one in their hands', async () => {
    const uploadId = newId()
    const pages = [createTabLocks(navigator.locks, vi.fn()), createTabLocks(navigator.locks, vi.fn())]
    for (const page of pages) page.keep([uploadId])
    for (const page of pages) expect((await page.ofOthers()).has(uploadId)).toBe(false)
    for (const page of pages) page.keep([])
  })

  it('take themselves for the only one where there are no locks', async () => {
    const page = createTabLocks(null, vi.fn())
    page.keep([newId()])
    expect(await page.ofOthers()).toEqual(new Set())
  })
})

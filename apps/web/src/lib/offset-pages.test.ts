import { MAX_PAGE_OFFSET } from '@landfall/core/wire/limits'
import { expect, it, vi } from 'vitest'
import { offsetPager, readPage } from './offset-pages.ts'

const pagerOf = (page: number, totalRows: number | undefined) => {
  const setPage = vi.fn<(page: string | null) => void>()
  return { pager: offsetPager({ page, pageRows: 25, totalRows }, setPage), setPage }
}

it.each([
  ['3', 3],
  ['0', 1],
  ['-4', 1],
  ['2.9', 2],
  ['many', 1],
  ['401', 401],
  ['402', 401],
  ['99999', 401],
  ['1e999', 401],
])('reads page %s as %i, none behind what the API answers', (text, page) => {
  expect(readPage(new URLSearchParams({ page: text }), 25)).toBe(page)
  expect((page - 1) * 25).toBeLessThanOrEqual(MAX_PAGE_OFFSET)
})

it('ends with the last page that the API answers, whatever lies behind it', () => {
  expect(pagerOf(401, 20_000).pager).toMatchObject({ hasPrevious: true, hasNext: false, isPastEnd: false })
  expect(pagerOf(400, 20_000).pager).toMatchObject({ hasNext: true })
})

it.each([
  [1, 25, { hasPrevious: false, hasNext: false }],
  [1, 26, { hasPrevious: false, hasNext: true }],
  [2, 26, { hasPrevious: true, hasNext: false }],
  [1, undefined, { hasPrevious: false, hasNext: false }],
])('of page %i with %s rows knows its neighbours', (page, rows, neighbours) => {
  expect(pagerOf(page, rows).pager).toMatchObject({ ...neighbours, isPastEnd: false })
})

it('leads back from beyond the end', () => {
  const page = readPage(new URLSearchParams({ page: '99999' }), 25)
  const { pager, setPage } = pagerOf(page, 60)
  expect(pager).toMatchObject({ isPastEnd: true, hasNext: false })
  pager.onPrevious()
  expect(setPage).toHaveBeenLastCalledWith('3')
})

it('leads back to an address without a page', () => {
  const { pager, setPage } = pagerOf(2, 0)
  pager.onPrevious()
  expect(setPage).toHaveBeenLastCalledWith(null)
})

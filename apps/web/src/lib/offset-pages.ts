import { MAX_PAGE_OFFSET } from '@landfall/core/wire/limits'

/** The API pages by offset only so far; behind it, searching is the way. */
const lastReachable = (pageRows: number) => Math.floor(MAX_PAGE_OFFSET / pageRows) + 1

/** The way through a list that counts its rows; `page` stands in the address, so it may be any. */
export function readPage(params: URLSearchParams, pageRows: number): number {
  const page = Math.max(1, Math.trunc(Number(params.get('page'))) || 1)
  return Math.min(page, lastReachable(pageRows))
}

type Offsets = {
  page: number
  pageRows: number
  /** Undefined while nobody knows. */
  totalRows: number | undefined
}

export function offsetPager({ page, pageRows, totalRows }: Offsets, setPage: (page: string | null) => void) {
  const pages = totalRows === undefined ? page : Math.max(1, Math.ceil(totalRows / pageRows))
  const lastPage = Math.min(pages, lastReachable(pageRows))
  const go = (next: number) => setPage(next === 1 ? null : String(next))
  return {
    page,
    hasPrevious: page > 1,
    hasNext: totalRows !== undefined && page < lastPage,
    isPastEnd: page > lastPage,
    onPrevious: () => go(Math.min(page - 1, lastPage)),
    onNext: () => go(page + 1),
  }
}

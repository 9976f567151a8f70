/** The way through a list that counts its rows; `page` stands in the address. */
export function readPage(params: URLSearchParams): number {
  return Math.max(1, Math.trunc(Number(params.get('page'))) || 1)
}

export function offsetPager(page: number, hasNext: boolean, setPage: (page: string | null) => void) {
  const go = (next: number) => setPage(next === 1 ? null : String(next))
  return { page, hasPrevious: page > 1, hasNext, onPrevious: () => go(page - 1), onNext: () => go(page + 1) }
}

'use client'

import { useState } from 'react'

/** The way through a keyset list: the cursors of the pages passed, so that there is a way back. */
export function useKeysetPages(listKey: string) {
  const [way, setWay] = useState<{ listKey: string; cursors: string[] }>({ listKey, cursors: [] })
  // A cursor belongs to the list that answered it: another filter or sort begins at the first page.
  const cursors = way.listKey === listKey ? way.cursors : []
  const go = (next: string[]) => setWay({ listKey, cursors: next })
  return {
    cursor: cursors.at(-1),
    pagerOf: (nextCursor: string | null | undefined) => ({
      page: cursors.length + 1,
      hasPrevious: cursors.length > 0,
      hasNext: Boolean(nextCursor),
      onPrevious: () => go(cursors.slice(0, -1)),
      onNext: () => nextCursor && go([...cursors, nextCursor]),
    }),
  }
}

'use client'

import { ChevronLeft, ChevronRight } from 'lucide-react'
import { Button } from './button.tsx'

export type PagerProps = {
  page: number
  hasPrevious: boolean
  hasNext: boolean
  /** A page that there is not, or no longer; `onPrevious` then leads to the last one. */
  isPastEnd?: boolean
  onPrevious(): void
  onNext(): void
}

/** Keyset lists know their neighbours, not how many pages there are. */
export function Pager({ page, hasPrevious, hasNext, onPrevious, onNext }: PagerProps) {
  if (!hasPrevious && !hasNext) return null
  return (
    <nav
      aria-label="Pages"
      className="flex items-center justify-between gap-3 border-line border-t px-4 py-2"
    >
      <span className="text-[13px] text-muted tabular-nums">Page {page}</span>
      <span className="flex gap-2">
        <Button size="sm" disabled={!hasPrevious} onClick={onPrevious}>
          <ChevronLeft aria-hidden />
          Previous
        </Button>
        <Button size="sm" disabled={!hasNext} onClick={onNext}>
          Next
          <ChevronRight aria-hidden />
        </Button>
      </span>
    </nav>
  )
}

'use client'

import { useIsFetching } from '@tanstack/react-query'
import { Hourglass } from 'lucide-react'
import { useEffect, useState } from 'react'

/** Long for an answer, and far from the time limit of one. */
const SLOW_MS = 5_000

/** Says that nobody has to reload, where something of a page has not come for long. */
export function SlowBanner() {
  const isWaiting = useIsFetching({ predicate: ({ state }) => state.status === 'pending' }) > 0
  return <div role="status">{isWaiting && <AfterAWhile />}</div>
}

function AfterAWhile() {
  const [isSlow, setSlow] = useState(false)
  useEffect(() => {
    const timer = setTimeout(() => setSlow(true), SLOW_MS)
    return () => clearTimeout(timer)
  }, [])
  if (!isSlow) return null
  return (
    <p className="flex items-center justify-center gap-2 border-line border-b bg-sunken px-4 py-2 text-[13px] text-muted">
      <Hourglass className="size-4 shrink-0" aria-hidden />
      This takes longer than usual. Landfall is still waiting for the answer.
    </p>
  )
}

'use client'

import { useSyncExternalStore } from 'react'
import { formatDateTime, formatRelative } from '#lib/format.ts'

const MINUTE_MS = 60_000

function everyMinute(tick: () => void): () => void {
  const timer = setInterval(tick, MINUTE_MS)
  return () => clearInterval(timer)
}

/** Rounded, so that every reader within one minute gets the same value. */
const minuteNow = () => Math.floor(Date.now() / 10_000) * 10_000

/** "5 minutes ago", kept true; the exact moment on hover. */
export function RelativeTime({ iso }: { iso: string }) {
  const now = useSyncExternalStore(everyMinute, minuteNow, () => 0)
  // The server does not know the reader's clock or time zone.
  if (now === 0) return <time dateTime={iso}>…</time>
  return (
    <time dateTime={iso} title={formatDateTime(iso)}>
      {formatRelative(iso, now)}
    </time>
  )
}

/** Date and time to the second, in the reader's zone. */
export function ExactTime({ iso }: { iso: string }) {
  return (
    <time dateTime={iso} suppressHydrationWarning>
      {formatDateTime(iso)}
    </time>
  )
}

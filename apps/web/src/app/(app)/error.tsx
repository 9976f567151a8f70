'use client'

import { ErrorState } from '#ui/states.tsx'

/** A page that broke; the way around it stays. */
export default function PageError({ error, reset }: { error: Error; reset(): void }) {
  return <ErrorState error={error} onRetry={reset} />
}

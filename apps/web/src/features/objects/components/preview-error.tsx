'use client'

import { RotateCw } from 'lucide-react'
import { Button } from '#ui/button.tsx'

/** The facts below are still true; only the bytes could not be read. */
export function PreviewError({ onRetry }: { onRetry(): void }) {
  return (
    <div role="alert" className="grid justify-items-center gap-3 bg-sunken px-4 py-14 text-center">
      <p className="font-medium">The preview could not be loaded</p>
      <p className="max-w-sm text-muted">
        You may be offline, or the store does not let this page read. Downloading may still work.
      </p>
      <Button size="sm" onClick={onRetry}>
        <RotateCw aria-hidden />
        Try again
      </Button>
    </div>
  )
}

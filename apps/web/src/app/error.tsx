'use client'

import { CloudOff, RotateCw } from 'lucide-react'
import { useRouter } from 'next/navigation'
import { startTransition } from 'react'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/states.tsx'

/** Where not even the frame could be made: most often the session could not be looked up. */
export default function FrameError({ error, reset }: { error: Error & { digest?: string }; reset(): void }) {
  const router = useRouter()
  // The server has to be asked anew; resetting alone would show the same failure again.
  const retry = () =>
    startTransition(() => {
      router.refresh()
      reset()
    })
  return (
    <main className="grid min-h-dvh place-content-center">
      <h1 className="sr-only">Landfall cannot answer</h1>
      <EmptyState
        icon={CloudOff}
        title="Landfall cannot answer right now"
        action={
          <Button onClick={retry}>
            <RotateCw aria-hidden />
            Try again
          </Button>
        }
      >
        Its database may be away for a moment. Nothing is lost, and files in the store stay as they are.
        {error.digest && <span className="mt-2 block font-mono text-faint text-xs">{error.digest}</span>}
      </EmptyState>
    </main>
  )
}

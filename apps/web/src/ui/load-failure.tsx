'use client'

import { FileQuestion } from 'lucide-react'
import Link from 'next/link'
import { codeOf } from '#lib/api-error.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { EmptyState, ErrorState } from './states.tsx'

type LoadFailureProps = {
  /** In the middle of a sentence: `upload`. */
  what: string
  list: { href: string; label: string }
  error: unknown
  onRetry(): void
}

/** In place of a thing's page: it is not there, which asking again does not change, or it could not be loaded. */
export function LoadFailure({ what, list, error, onRetry }: LoadFailureProps) {
  const isMissing = codeOf(error) === 'NOT_FOUND'
  return (
    <Card>
      <h1 className="sr-only">{isMissing ? 'Not found' : 'Not loaded'}</h1>
      {isMissing ? (
        <EmptyState
          icon={FileQuestion}
          title={`There is no such ${what}`}
          action={
            <Button asChild>
              <Link href={list.href}>{list.label}</Link>
            </Button>
          }
        >
          It may have been deleted, it may belong to another namespace, or the address is not quite right.
        </EmptyState>
      ) : (
        <ErrorState error={error} onRetry={onRetry} />
      )}
    </Card>
  )
}

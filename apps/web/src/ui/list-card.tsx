import { FileQuestion } from 'lucide-react'
import type { ReactNode } from 'react'
import { explain } from '#lib/api-error.ts'
import { Button } from './button.tsx'
import { Card } from './card.tsx'
import { Pager, type PagerProps } from './pager.tsx'
import { EmptyState, ErrorState } from './states.tsx'

type ListCardProps = {
  query: { data: { results: readonly unknown[] } | undefined; error: unknown; refetch(): unknown }
  /** Shown in place of the list where it has nothing. */
  empty: ReactNode
  pager: PagerProps
  children: ReactNode
}

/** The frame of every list: why it could not be loaded, that it is empty, or the list and the way through it. */
export function ListCard({ query, empty, pager, children }: ListCardProps) {
  const { data, error, refetch } = query
  if (error && !data) {
    return (
      <Card>
        <ErrorState error={error} onRetry={refetch} />
        <Pager {...pager} />
      </Card>
    )
  }
  return (
    <Card>
      {error ? <Stale error={error} onRetry={refetch} /> : null}
      {data?.results.length !== 0 ? children : pager.isPastEnd ? <PastEnd {...pager} /> : empty}
      <Pager {...pager} />
    </Card>
  )
}

/** What is shown is what was answered last. */
function Stale({ error, onRetry }: { error: unknown; onRetry(): void }) {
  return (
    <div
      role="status"
      className="flex flex-wrap items-center justify-between gap-3 border-line border-b bg-warn-soft px-4 py-2 text-warn"
    >
      <span>This list could not be refreshed and may be old. {explain(error).title}.</span>
      <Button size="sm" onClick={onRetry}>
        Try again
      </Button>
    </div>
  )
}

function PastEnd({ page, onPrevious }: PagerProps) {
  return (
    <EmptyState
      icon={FileQuestion}
      title={`There is no page ${page}`}
      action={<Button onClick={onPrevious}>Go to the last page</Button>}
    />
  )
}

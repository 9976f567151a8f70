import type { ReactNode } from 'react'
import { Card } from './card.tsx'
import { Pager, type PagerProps } from './pager.tsx'
import { ErrorState } from './states.tsx'

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
  return (
    <Card>
      {error && !data ? (
        <ErrorState error={error} onRetry={refetch} />
      ) : data?.results.length === 0 ? (
        empty
      ) : (
        children
      )}
      <Pager {...pager} />
    </Card>
  )
}

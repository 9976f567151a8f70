'use client'

import { formatBytes, formatCount } from '#lib/format.ts'
import { Button } from '#ui/button.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { useTopOwners } from '../hooks/use-quotas.ts'
import type { QuotaRow } from '../scope-words.ts'

/** Who takes most of the room. */
export function TopOwners({ onShowAll }: { onShowAll(): void }) {
  const { data, error } = useTopOwners()
  const owners = data?.results
  return (
    <Card aria-label="Top owners">
      <CardHeader title="Top owners">
        {data && data.total_count > data.results.length && (
          <Button variant="link" size="sm" onClick={onShowAll}>
            All {formatCount(data.total_count)}
          </Button>
        )}
      </CardHeader>
      {owners ? (
        <OwnerList owners={owners} />
      ) : error ? (
        <p className="px-4 py-3 text-[13px] text-muted">They could not be loaded.</p>
      ) : (
        <Skeleton className="m-4 h-32" />
      )}
    </Card>
  )
}

function OwnerList({ owners }: { owners: readonly QuotaRow[] }) {
  const most = Math.max(1, ...owners.map(({ used_bytes: used }) => used))
  if (owners.length === 0) {
    return (
      <p className="px-4 py-3 text-[13px] text-muted">
        No upload has named an owner yet. One that does is counted for its owner too, who can have a limit.
      </p>
    )
  }
  return (
    <ol className="grid gap-3 px-4 py-4">
      {owners.map(owner => (
        <Owner key={`${owner.id} ${owner.owner}`} quota={owner} share={owner.used_bytes / most} />
      ))}
    </ol>
  )
}

/** `share`: of what the first one uses. */
function Owner({ quota, share }: { quota: QuotaRow; share: number }) {
  return (
    <li className="grid gap-1 text-[13px]">
      <span className="flex min-w-0 items-baseline justify-between gap-3">
        <span className="truncate font-medium" title={quota.owner ?? undefined}>
          {quota.owner}
        </span>
        <span className="shrink-0 tabular-nums">{formatBytes(quota.used_bytes)}</span>
      </span>
      <span className="h-1.5 overflow-hidden rounded-full bg-sunken" aria-hidden>
        {share > 0 && (
          <span
            className="block h-full min-w-1 rounded-full bg-accent"
            style={{ width: `${Math.round(share * 100)}%` }}
          />
        )}
      </span>
      <span className="truncate text-faint text-xs tabular-nums">
        {formatCount(quota.used_objects)} {quota.used_objects === 1 ? 'file' : 'files'} in {quota.name}
      </span>
    </li>
  )
}

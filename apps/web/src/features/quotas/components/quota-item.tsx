'use client'

import { useMayLimit } from '#features/account/hooks/use-permission.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import { Badge } from '#ui/badge.tsx'
import { type QuotaRow, SCOPE_LABELS, titleOf } from '../scope-words.ts'
import { LimitDialog } from './limit-dialog.tsx'
import { Meter } from './meter.tsx'

export function QuotaItem({ quota }: { quota: QuotaRow }) {
  const mayLimit = useMayLimit(quota.scope)
  const title = titleOf(quota)
  return (
    <li className="grid grid-cols-[minmax(0,1fr)] gap-3 px-4 py-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="min-w-0 max-w-full truncate font-semibold text-sm" title={title}>
          {title}
        </h2>
        <Badge>{SCOPE_LABELS[quota.scope]}</Badge>
        {quota.owner !== null && <span className="text-[13px] text-muted">in {quota.name}</span>}
        {mayLimit && (
          <span className="ml-auto">
            <LimitDialog quota={quota} />
          </span>
        )}
      </div>
      <QuotaMeters quota={quota} />
    </li>
  )
}

type Amounts = Pick<
  QuotaRow,
  'used_bytes' | 'reserved_bytes' | 'limit_bytes' | 'used_objects' | 'reserved_objects' | 'limit_objects'
>

/** Both things that a quota limits. */
export function QuotaMeters({ quota }: { quota: Amounts }) {
  return (
    // Side by side where its own place is wide enough, whatever the window is.
    <div className="@container">
      <div className="grid @xl:grid-cols-2 gap-x-8 gap-y-3">
        <Meter
          label="Bytes"
          used={quota.used_bytes}
          reserved={quota.reserved_bytes}
          limit={quota.limit_bytes}
          format={formatBytes}
        />
        <Meter
          label="Files"
          used={quota.used_objects}
          reserved={quota.reserved_objects}
          limit={quota.limit_objects}
          format={formatCount}
        />
      </div>
    </div>
  )
}

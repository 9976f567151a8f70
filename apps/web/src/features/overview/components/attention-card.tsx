'use client'

import { MAX_ATTENTION_COUNT } from '@landfall/core/wire'
import { CircleCheckBig } from 'lucide-react'
import { formatCount } from '#lib/format.ts'
import { Badge } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { attentionGroups } from '../attention-groups.tsx'
import { crossedGroup } from '../crossed-group.tsx'
import type { Overview } from '../hooks/use-overview.ts'
import { useQuotaEvents } from '../hooks/use-quota-events.ts'
import { AttentionGroup } from './attention-group.tsx'

export function AttentionCard({ attention }: Pick<Overview, 'attention'>) {
  const groups = [...attentionGroups(attention), crossedGroup(useQuotaEvents(), attention)].filter(
    ({ count }) => count > 0,
  )
  const count = groups.reduce((sum, group) => sum + group.count, 0)
  return (
    <Card>
      <CardHeader title="Needs attention">
        {count > 0 && <Badge tone="warn">{formatBounded(count)}</Badge>}
      </CardHeader>
      {groups.length === 0 ? (
        <p className="flex items-center gap-2.5 px-4 py-4 text-muted">
          <CircleCheckBig className="size-4 shrink-0 text-good" aria-hidden />
          All is well: nothing failed, nothing is stuck, and there is room.
        </p>
      ) : (
        <div className="grid gap-x-6 divide-y divide-line lg:grid-cols-2 lg:divide-y-0">
          {groups.map(group => (
            <AttentionGroup key={group.title} {...group} total={formatBounded(group.count)} />
          ))}
        </div>
      )}
    </Card>
  )
}

function formatBounded(count: number): string {
  return count >= MAX_ATTENTION_COUNT ? `${formatCount(MAX_ATTENTION_COUNT)}+` : formatCount(count)
}

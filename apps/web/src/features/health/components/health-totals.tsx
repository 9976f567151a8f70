import { MAX_ATTENTION_COUNT } from '@landfall/core/wire'
import { cn } from '#lib/cn.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import { Card } from '#ui/card.tsx'
import type { Health, Run } from '../hooks/use-health.ts'

/** What should be zero, and what should merely not grow. */
export function HealthTotals({ health }: { health: Health }) {
  const { overdue, failing, doomed_keys, installation } = health
  return (
    <ul className={cn('grid grid-cols-2 gap-4', installation ? 'lg:grid-cols-4' : 'lg:grid-cols-3')}>
      <Total label="Open past their time" count={overdue.count} isBad={overdue.count > 0} />
      <Total label="Open with an error" count={failing.count} isBad={failing.count > 0} />
      <Total
        label="Keys being deleted"
        count={doomed_keys.count}
        isBad={doomed_keys.overdue > 0}
        note={doomed_keys.overdue > 0 ? `${bounded(doomed_keys.overdue)} overdue` : 'none overdue'}
      />
      {installation && (
        <Total
          label="Keys without a record"
          count={installation.unknown_keys}
          isBad={false}
          note="told of by the store this week"
        />
      )}
      {installation && <Nightly runs={installation.latest_runs} />}
    </ul>
  )
}

type TotalProps = { label: string; count: number | null; isBad: boolean; note?: string }

function Total({ label, count, isBad, note }: TotalProps) {
  return (
    <li>
      <Card className="h-full px-4 py-3">
        <p className="text-[13px] text-muted">{label}</p>
        <p className={cn('font-semibold text-2xl tabular-nums', isBad && 'text-bad')}>
          {count === null ? '–' : bounded(count)}
        </p>
        {note && <p className="text-[13px] text-muted">{note}</p>}
      </Card>
    </li>
  )
}

/** What only the comparisons of each night can tell. */
function Nightly({ runs }: { runs: readonly Run[] }) {
  const figuresOf = (kind: string) => runs.find(run => run.kind === kind)?.figures
  const store = figuresOf('compare-store')
  const quotas = figuresOf('verify-quotas')
  return (
    <>
      <Total
        label="Files gone from the store"
        count={store?.missing ?? null}
        isBad={(store?.missing ?? 0) > 0}
        note={store ? 'at the last comparison' : 'not compared yet'}
      />
      <Total
        label="Orphans in the store"
        count={store?.orphans ?? null}
        isBad={false}
        note={store ? formatBytes(store.orphan_bytes ?? 0) : 'not compared yet'}
      />
      <Total
        label="Quotas that drift"
        count={quotas?.drifts ?? null}
        isBad={(quotas?.drifts ?? 0) > 0}
        note={quotas ? `of ${formatCount(quotas.checked_scopes ?? 0)}` : 'not verified yet'}
      />
    </>
  )
}

const bounded = (count: number) =>
  count >= MAX_ATTENTION_COUNT ? `${formatCount(MAX_ATTENTION_COUNT)}+` : formatCount(count)

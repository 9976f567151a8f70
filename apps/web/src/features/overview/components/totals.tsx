import Link from 'next/link'
import { formatBytes, formatCount } from '#lib/format.ts'
import type { Overview } from '../hooks/use-overview.ts'

type TotalsProps = Pick<Overview, 'totals' | 'days'>

export function Totals({ totals, days }: TotalsProps) {
  const recent = days.reduce((sum, day) => sum + day.uploads_completed, 0)
  const recentBytes = days.reduce((sum, day) => sum + day.bytes_completed, 0)
  const reserved =
    totals.reserved_bytes > 0 ? `${formatBytes(totals.reserved_bytes)} reserved` : 'in all objects'
  const period = days.length === 1 ? 'today' : `in ${days.length} days`
  return (
    <ul className="grid grid-cols-2 gap-3 lg:grid-cols-4 lg:gap-4">
      <Total
        href="/uploads?status=completed"
        label="Completed uploads"
        value={formatCount(totals.completed_uploads)}
        note={`${formatCount(recent)} ${period}`}
      />
      <Total
        href="/uploads?status=open"
        label="Open uploads"
        value={formatCount(totals.open_uploads)}
        note={totals.open_uploads === 0 ? 'nothing is waiting' : 'waiting to be confirmed'}
      />
      <Total
        href="/objects"
        label="Objects"
        value={formatCount(totals.objects)}
        note={`${formatBytes(recentBytes)} arrived ${period}`}
      />
      <Total href="/quotas" label="Stored" value={formatBytes(totals.used_bytes)} note={reserved} />
    </ul>
  )
}

type TotalProps = { href: string; label: string; value: string; note: string }

function Total({ href, label, value, note }: TotalProps) {
  return (
    <li className="relative grid content-start gap-0.5 rounded-lg border border-line bg-surface p-4 transition-colors hover:border-line-strong">
      <Link
        href={href}
        className="text-[13px] text-muted after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-lg focus-visible:after:outline-2 focus-visible:after:outline-accent"
      >
        {label}
      </Link>
      <span className="font-semibold text-2xl tabular-nums tracking-tight">{value}</span>
      <span className="text-[13px] text-muted tabular-nums">{note}</span>
    </li>
  )
}

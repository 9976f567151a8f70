'use client'

import { formatDay } from '../chart-series.ts'

type Entry = { name?: unknown; value?: unknown; color?: string; fill?: string }

/** All but `format` comes from the chart. */
type ChartTipProps = {
  format(value: number): string
  active?: boolean
  label?: unknown
  payload?: readonly Entry[]
}

export function ChartTip({ format, active, label, payload }: ChartTipProps) {
  const entries = (payload ?? []).filter(({ value }) => Number(value) > 0)
  if (!active) return null
  return (
    <div className="grid gap-1 rounded-md border border-line bg-surface px-3 py-2 text-xs shadow-float">
      <span className="font-semibold">{formatDay(String(label))}</span>
      {entries.length === 0 && <span className="text-muted">nothing</span>}
      {entries.map(({ name, value, fill }) => (
        <span key={String(name)} className="flex items-center gap-2 tabular-nums">
          <span className="size-2 rounded-[2px]" style={{ background: fill }} />
          <span className="text-muted">{String(name)}</span>
          <span className="ml-auto font-medium">{format(Number(value))}</span>
        </span>
      ))}
    </div>
  )
}

'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatCount } from '#lib/format.ts'
import { type ChartRow, chartRowsOf, formatDay, SERIES } from '../chart-series.ts'
import type { OverviewDay } from '../hooks/use-overview.ts'
import { ChartCard } from './chart-card.tsx'
import { AXIS, GRID, HOVER } from './chart-style.ts'
import { ChartTip } from './chart-tip.tsx'
import { DayTable } from './day-table.tsx'

export function UploadsChart({ days }: { days: readonly OverviewDay[] }) {
  const rows = chartRowsOf(days)
  const shown = SERIES.filter(({ key }) => key === 'completed' || rows.some(row => row[key] > 0))
  const sums = shown.map(({ key, label }) => `${formatCount(sumOf(rows, key))} ${label.toLowerCase()}`)
  return (
    <ChartCard
      title="Uploads by day"
      summary={`Of the uploads created in ${rows.length} days: ${sums.join(', ')}.`}
      chart={<Bars rows={rows} series={shown} />}
      legend={<Legend series={shown} />}
      table={
        <DayTable
          caption="Uploads by day and status"
          columns={SERIES.map(({ label }) => label)}
          rows={rows.map(row => ({
            date: row.date,
            cells: SERIES.map(({ key }) => formatCount(row[key])),
          }))}
        />
      }
    />
  )
}

type Series = readonly (typeof SERIES)[number][]

function Bars({ rows, series }: { rows: ChartRow[]; series: Series }) {
  return (
    <ResponsiveContainer width="100%" height="100%">
      <BarChart data={rows} margin={{ top: 4, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
        <CartesianGrid {...GRID} />
        <XAxis dataKey="date" tickFormatter={formatDay} minTickGap={28} {...AXIS} />
        <YAxis allowDecimals={false} width={40} {...AXIS} />
        <Tooltip cursor={HOVER} content={<ChartTip format={formatCount} />} isAnimationActive={false} />
        {series.map(({ key, label, color }) => (
          <Bar
            key={key}
            dataKey={key}
            name={label}
            stackId="uploads"
            fill={color}
            maxBarSize={28}
            isAnimationActive={false}
          />
        ))}
      </BarChart>
    </ResponsiveContainer>
  )
}

function Legend({ series }: { series: Series }) {
  return (
    <ul aria-hidden className="flex flex-wrap gap-x-4 gap-y-1 px-2 text-muted text-xs">
      {series.map(({ key, label, color }) => (
        <li key={key} className="inline-flex items-center gap-1.5">
          <span className="size-2.5 rounded-[2px]" style={{ background: color }} />
          {label}
        </li>
      ))}
    </ul>
  )
}

function sumOf(rows: readonly ChartRow[], key: (typeof SERIES)[number]['key']): number {
  return rows.reduce((sum, row) => sum + row[key], 0)
}

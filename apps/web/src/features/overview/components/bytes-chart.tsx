'use client'

import { Bar, BarChart, CartesianGrid, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts'
import { formatBytes } from '#lib/format.ts'
import { chartRowsOf, formatDay } from '../chart-series.ts'
import type { OverviewDay } from '../hooks/use-overview.ts'
import { ChartCard } from './chart-card.tsx'
import { AXIS, GRID, HOVER } from './chart-style.ts'
import { ChartTip } from './chart-tip.tsx'
import { DayTable } from './day-table.tsx'

export function BytesChart({ days }: { days: readonly OverviewDay[] }) {
  const rows = chartRowsOf(days)
  const sum = rows.reduce((total, { bytes }) => total + bytes, 0)
  return (
    <ChartCard
      title="Bytes confirmed by day"
      summary={`${formatBytes(sum)} were confirmed in ${rows.length} days.`}
      chart={
        <ResponsiveContainer width="100%" height="100%">
          <BarChart data={rows} margin={{ top: 4, right: 12, bottom: 0, left: 0 }} accessibilityLayer={false}>
            <CartesianGrid {...GRID} />
            <XAxis dataKey="date" tickFormatter={formatDay} minTickGap={28} {...AXIS} />
            <YAxis tickFormatter={formatBytes} width={64} {...AXIS} />
            <Tooltip cursor={HOVER} content={<ChartTip format={formatBytes} />} isAnimationActive={false} />
            <Bar
              dataKey="bytes"
              name="Confirmed"
              fill="var(--accent)"
              maxBarSize={28}
              isAnimationActive={false}
            />
          </BarChart>
        </ResponsiveContainer>
      }
      table={
        <DayTable
          caption="Bytes confirmed by day"
          columns={['Confirmed']}
          rows={rows.map(({ date, bytes }) => ({ date, cells: [formatBytes(bytes)] }))}
        />
      }
    />
  )
}

'use client'

import { type ReactNode, useState } from 'react'
import { Button } from '#ui/button.tsx'
import { Card, CardHeader } from '#ui/card.tsx'

type ChartCardProps = {
  title: string
  /** One sentence with what the picture says, for who cannot see it. */
  summary: string
  legend?: ReactNode
  chart: ReactNode
  table: ReactNode
}

/** A chart and the same numbers as a table: one is shown, the other a button away. */
export function ChartCard({ title, summary, legend, chart, table }: ChartCardProps) {
  const [isTable, setTable] = useState(false)
  const other = isTable ? 'Chart' : 'Table'
  return (
    <Card className="flex min-w-0 flex-col">
      <CardHeader title={title}>
        <Button
          variant="ghost"
          size="sm"
          aria-label={`${other}: ${title}`}
          onClick={() => setTable(!isTable)}
        >
          {other}
        </Button>
      </CardHeader>
      {isTable ? (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        <section aria-label={title} tabIndex={0} className="h-72 overflow-y-auto -outline-offset-2">
          {table}
        </section>
      ) : (
        <div className="flex h-72 flex-col gap-2 px-2 pt-4 pb-3">
          <p className="sr-only">{summary}</p>
          <div className="min-h-0 flex-1" aria-hidden>
            {chart}
          </div>
          {legend}
        </div>
      )}
    </Card>
  )
}

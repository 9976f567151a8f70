import { Badge } from '#ui/badge.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { Table, TableBody, TableCell, TableHead, TableHeader, TableRow } from '#ui/table.tsx'
import { RelativeTime } from '#ui/time.tsx'
import { figuresText, kindLabel, runState } from '../health-words.ts'
import type { Run } from '../hooks/use-health.ts'

type RunsCardProps = { title: string; runs: readonly Run[]; empty: string }

export function RunsCard({ title, runs, empty }: RunsCardProps) {
  return (
    <Card>
      <CardHeader title={title} />
      {runs.length === 0 ? (
        <p className="px-4 py-4 text-muted">{empty}</p>
      ) : (
        <Table>
          <caption className="sr-only">{title}</caption>
          <TableHead>
            <TableRow>
              <TableHeader>Work</TableHeader>
              <TableHeader>Began</TableHeader>
              <TableHeader>State</TableHeader>
              <TableHeader>Figures</TableHeader>
            </TableRow>
          </TableHead>
          <TableBody>
            {runs.map(run => (
              <RunRow key={run.run_id} run={run} />
            ))}
          </TableBody>
        </Table>
      )}
    </Card>
  )
}

function RunRow({ run }: { run: Run }) {
  const { label, tone } = runState(run)
  return (
    <TableRow>
      <th scope="row" className="whitespace-nowrap px-3 pl-4 text-left font-medium">
        {kindLabel(run.kind)}
      </th>
      <TableCell>
        <RelativeTime iso={run.started_at} />
      </TableCell>
      <TableCell>
        <Badge tone={tone}>{label}</Badge>
      </TableCell>
      <TableCell className="text-muted">{run.error ?? figuresText(run.figures)}</TableCell>
    </TableRow>
  )
}

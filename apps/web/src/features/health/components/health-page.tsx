'use client'

import { Card } from '#ui/card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { ErrorState } from '#ui/states.tsx'
import { type Health, useHealth } from '../hooks/use-health.ts'
import { FailingJobs } from './failing-jobs.tsx'
import { HealthTotals } from './health-totals.tsx'
import { PreviewCard } from './preview-card.tsx'
import { RunsCard } from './runs-card.tsx'
import { StuckCard } from './stuck-card.tsx'

export function HealthPage() {
  const { data, error, refetch } = useHealth()
  return (
    <>
      <PageHeader
        title="Health"
        description={
          data === undefined || data.scope === 'installation'
            ? 'What background work does, and what is stuck.'
            : `What is stuck in your ${data.scope}, and why.`
        }
      />
      {data ? (
        <Loaded health={data} />
      ) : error ? (
        <Card>
          <ErrorState error={error} onRetry={refetch} />
        </Card>
      ) : (
        <Loading />
      )}
    </>
  )
}

function Loaded({ health }: { health: Health }) {
  const { installation } = health
  return (
    <div className="grid gap-4">
      <HealthTotals health={health} />
      <StuckCard overdue={health.overdue} failing={health.failing} />
      <PreviewCard />
      {installation && (
        <>
          <FailingJobs jobs={installation.failing_jobs} />
          <RunsCard title="Background work" runs={installation.latest_runs} empty="No worker has run yet." />
          <RunsCard title="Last runs" runs={installation.recent_runs} empty="No worker has run yet." />
        </>
      )}
    </div>
  )
}

function Loading() {
  return (
    <div aria-busy role="status" aria-label="Loading the health" className="grid gap-4">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-3">
        <Skeleton className="h-[86px]" />
        <Skeleton className="h-[86px]" />
        <Skeleton className="h-[86px]" />
      </div>
      <Skeleton className="h-40" />
      <Skeleton className="h-32" />
    </div>
  )
}

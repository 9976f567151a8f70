'use client'

import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { Card } from '#ui/card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Segments } from '#ui/segments.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { ErrorState } from '#ui/states.tsx'
import { type Overview, useOverview } from '../hooks/use-overview.ts'
import { AttentionCard } from './attention-card.tsx'
import { BytesChart } from './bytes-chart.tsx'
import { FirstUpload } from './first-upload.tsx'
import { Totals } from './totals.tsx'
import { UploadsChart } from './uploads-chart.tsx'

export function OverviewPage() {
  const { query, days, ranges, setDays } = useOverview()
  const { data, error, refetch } = query
  if (data && isUntouched(data)) {
    return (
      <>
        <PageHeader title="Overview" />
        <FirstUpload />
      </>
    )
  }
  return (
    <>
      <PageHeader title="Overview">
        <Segments
          label="Days shown"
          value={String(days)}
          options={ranges.map(range => ({ value: String(range), label: `${range} days` }))}
          onChange={setDays}
        />
        <span className="max-md:hidden">
          <UploadButton />
        </span>
      </PageHeader>
      {data ? (
        <Loaded overview={data} />
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

function Loaded({ overview }: { overview: Overview }) {
  const { totals, days, attention } = overview
  return (
    <div className="grid gap-4">
      <Totals totals={totals} days={days} />
      <AttentionCard attention={attention} />
      <div className="grid gap-4 lg:grid-cols-2">
        <UploadsChart days={days} />
        <BytesChart days={days} />
      </div>
    </div>
  )
}

/** Nothing to count yet: a page of zeros would help nobody. */
function isUntouched({ totals, days }: Overview): boolean {
  return totals.completed_uploads + totals.open_uploads === 0 && days.every(day => day.uploads_created === 0)
}

function Loading() {
  return (
    <div aria-busy role="status" aria-label="Loading the overview" className="grid gap-4">
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        <Skeleton className="h-[109px]" />
        <Skeleton className="h-[109px]" />
        <Skeleton className="h-[109px]" />
        <Skeleton className="h-[109px]" />
      </div>
      <Skeleton className="h-32" />
      <div className="grid gap-4 lg:grid-cols-2">
        <Skeleton className="h-[339px]" />
        <Skeleton className="h-[339px]" />
      </div>
    </div>
  )
}

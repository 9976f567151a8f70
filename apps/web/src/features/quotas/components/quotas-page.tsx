'use client'

import { Gauge } from 'lucide-react'
import { Card } from '#ui/card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Pager } from '#ui/pager.tsx'
import { Segments } from '#ui/segments.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { EmptyState, ErrorState } from '#ui/states.tsx'
import { useQuotas } from '../hooks/use-quotas.ts'
import type { QuotaRow } from '../scope-words.ts'
import { QuotaItem } from './quota-item.tsx'

const SCOPES = [
  { value: 'all', label: 'All' },
  { value: 'organization', label: 'Organization' },
  { value: 'namespace', label: 'Namespaces' },
  { value: 'bucket', label: 'Buckets' },
  { value: 'owner', label: 'Owners' },
]

export function QuotasPage() {
  const { query, scope, page, hasNext, setScope, setPage } = useQuotas()
  const { data, error, refetch } = query
  return (
    <>
      <PageHeader
        title="Quotas"
        description="Room is reserved before a file is sent, and used once it is verified."
      />
      <div className="mb-3">
        <Segments label="Scope" value={scope ?? 'all'} options={SCOPES} onChange={setScope} />
      </div>
      <Card>
        {error && !data ? (
          <ErrorState error={error} onRetry={refetch} />
        ) : data?.results.length === 0 ? (
          <NoQuotas />
        ) : (
          <QuotaList quotas={data?.results} />
        )}
        <Pager
          page={page}
          hasPrevious={page > 1}
          hasNext={hasNext}
          onPrevious={() => setPage(page - 1)}
          onNext={() => setPage(page + 1)}
        />
      </Card>
    </>
  )
}

function NoQuotas() {
  return (
    <EmptyState icon={Gauge} title="Nothing is counted here yet">
      Room is counted from the first upload on; an owner appears with the first upload that names one.
    </EmptyState>
  )
}

function QuotaList({ quotas }: { quotas: readonly QuotaRow[] | undefined }) {
  if (!quotas) {
    return (
      <div aria-busy role="status" aria-label="Loading quotas" className="grid gap-4 p-4">
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
        <Skeleton className="h-20" />
      </div>
    )
  }
  return (
    <ul className="divide-y divide-line">
      {quotas.map(quota => (
        <QuotaItem key={`${quota.scope} ${quota.id} ${quota.owner}`} quota={quota} />
      ))}
    </ul>
  )
}

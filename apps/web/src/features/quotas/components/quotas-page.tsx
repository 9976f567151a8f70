'use client'

import { Gauge } from 'lucide-react'
import { ListCard } from '#ui/list-card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Segments } from '#ui/segments.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { EmptyState } from '#ui/states.tsx'
import { useQuotas } from '../hooks/use-quotas.ts'
import type { QuotaRow } from '../scope-words.ts'
import { QuotaItem } from './quota-item.tsx'
import { TopOwners } from './top-owners.tsx'

const SCOPES = [
  { value: 'all', label: 'All' },
  { value: 'organization', label: 'Organization' },
  { value: 'namespace', label: 'Namespaces' },
  { value: 'bucket', label: 'Buckets' },
  { value: 'owner', label: 'Owners' },
]

export function QuotasPage() {
  const { query, scope, pager, setScope } = useQuotas()
  const isOverview = scope === null && pager.page === 1
  return (
    <>
      <PageHeader
        title="Quotas"
        description="Room is reserved before a file is sent, and used once it is verified."
      />
      <div className="mb-3">
        <Segments label="Scope" value={scope ?? 'all'} options={SCOPES} onChange={setScope} />
      </div>
      <div
        className={
          isOverview
            ? 'grid grid-cols-[minmax(0,1fr)] items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]'
            : undefined
        }
      >
        <ListCard query={query} pager={pager} empty={<NoQuotas />}>
          <QuotaList quotas={query.data?.results} />
        </ListCard>
        {isOverview && <TopOwners onShowAll={() => setScope('owner')} />}
      </div>
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

'use client'

import { Archive, UploadCloud } from 'lucide-react'
import Link from 'next/link'
import { BackLink } from '#ui/back-link.tsx'
import { Button } from '#ui/button.tsx'
import { LoadFailure } from '#ui/load-failure.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { useBucket } from '../hooks/use-bucket.ts'
import type { Bucket } from '../hooks/use-buckets.ts'
import { BucketDetails } from './bucket-details.tsx'
import { BucketSchema } from './bucket-schema.tsx'
import { BucketUsage } from './bucket-usage.tsx'

export function BucketPage({ bucketId }: { bucketId: string }) {
  const { data, error, refetch } = useBucket(bucketId)
  return (
    <>
      <BackLink href="/buckets" label="Buckets" />
      {data ? (
        <Loaded bucket={data} />
      ) : error ? (
        <LoadFailure
          what="bucket"
          list={{ href: '/buckets', label: 'All buckets' }}
          error={error}
          onRetry={refetch}
        />
      ) : (
        <div aria-busy role="status" aria-label="Loading the bucket" className="grid gap-4">
          <h1 className="sr-only">Bucket</h1>
          <Skeleton className="h-8 w-48" />
          <Skeleton className="h-40" />
          <Skeleton className="h-40" />
        </div>
      )}
    </>
  )
}

function Loaded({ bucket }: { bucket: Bucket }) {
  const query = `?bucket=${encodeURIComponent(bucket.bucket_id)}`
  return (
    <>
      <PageHeader title={bucket.bucket_name} description={bucket.description}>
        <Button asChild>
          <Link href={`/uploads${query}`}>
            <UploadCloud aria-hidden />
            Uploads
          </Link>
        </Button>
        <Button asChild>
          <Link href={`/objects${query}`}>
            <Archive aria-hidden />
            Objects
          </Link>
        </Button>
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-2">
        <div className="grid min-w-0 gap-4">
          <BucketUsage bucket={bucket} />
          <BucketSchema schema={bucket.bucket_schema} />
        </div>
        <BucketDetails bucket={bucket} />
      </div>
    </>
  )
}

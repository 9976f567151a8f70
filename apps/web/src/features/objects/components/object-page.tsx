'use client'

import { formatBytes } from '#lib/format.ts'
import { BackLink } from '#ui/back-link.tsx'
import { LoadFailure } from '#ui/load-failure.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { RelativeTime } from '#ui/time.tsx'
import { useObject } from '../hooks/use-object.ts'
import type { ObjectRow } from '../hooks/use-objects.ts'
import { metadataOf, nameOf, sizeOf } from '../object-facts.ts'
import { BlobCard } from './blob-card.tsx'
import { DeleteObject } from './delete-object.tsx'
import { ObjectDetails } from './object-details.tsx'
import { ObjectMetadata } from './object-metadata.tsx'

export function ObjectPage({ objectId }: { objectId: string }) {
  const { data, error, refetch } = useObject(objectId)
  return (
    <>
      <BackLink href="/objects" label="Objects" />
      {data ? (
        <Loaded object={data} />
      ) : error ? (
        <LoadFailure
          what="object"
          list={{ href: '/objects', label: 'All objects' }}
          error={error}
          onRetry={refetch}
        />
      ) : (
        <Loading />
      )}
    </>
  )
}

function Loaded({ object }: { object: ObjectRow }) {
  return (
    <>
      <PageHeader
        title={nameOf(object)}
        description={
          <>
            {formatBytes(sizeOf(object))} · <RelativeTime iso={object.created_at} />
          </>
        }
      >
        <DeleteObject object={object} />
      </PageHeader>
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div className="grid min-w-0 gap-4">
          {object.blobs.map(blob => (
            <BlobCard
              key={blob.blob_id}
              objectId={object.object_id}
              blob={blob}
              isOnly={object.blobs.length === 1}
            />
          ))}
        </div>
        <div className="grid min-w-0 gap-4">
          <ObjectDetails object={object} />
          <ObjectMetadata metadata={metadataOf(object)} />
        </div>
      </div>
    </>
  )
}

function Loading() {
  return (
    <div aria-busy role="status" aria-label="Loading the object" className="grid gap-4">
      <h1 className="sr-only">Object</h1>
      <Skeleton className="h-8 w-64" />
      <div className="grid gap-4 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <Skeleton className="h-96" />
        <Skeleton className="h-64" />
      </div>
    </div>
  )
}

'use client'

import { BackLink } from '#ui/back-link.tsx'
import { LoadFailure } from '#ui/load-failure.tsx'
import { Skeleton } from '#ui/skeleton.tsx'
import { StatusBadge } from '#ui/status-badge.tsx'
import { type Upload, useUpload } from '../hooks/use-upload.ts'
import { FactsCard } from './facts-card.tsx'
import { MetadataCard } from './metadata-card.tsx'
import { ReceiptCard } from './receipt-card.tsx'
import { TimelineCard } from './timeline-card.tsx'
import { UploadActions } from './upload-actions.tsx'
import { UploadNotice } from './upload-notice.tsx'

export function UploadPage({ uploadId }: { uploadId: string }) {
  const { data: upload, error, refetch } = useUpload(uploadId)
  return (
    <>
      <BackLink href="/uploads" label="Uploads" />
      {upload ? (
        <UploadView upload={upload} />
      ) : error ? (
        <LoadFailure
          what="upload"
          list={{ href: '/uploads', label: 'All uploads' }}
          error={error}
          onRetry={refetch}
        />
      ) : (
        <Waiting />
      )}
    </>
  )
}

function UploadView({ upload }: { upload: Upload }) {
  return (
    <>
      <header className="mb-5 flex flex-wrap items-center justify-between gap-x-6 gap-y-3">
        <div className="flex min-w-0 flex-wrap items-center gap-x-3 gap-y-1.5">
          <h1 className="min-w-0 font-semibold text-[22px] leading-tight [overflow-wrap:anywhere]">
            {upload.filename}
          </h1>
          <StatusBadge status={upload.status} />
        </div>
        <div className="flex flex-wrap items-center gap-2">
          <UploadActions upload={upload} />
        </div>
      </header>
      <UploadNotice upload={upload} />
      <div className="grid items-start gap-4 lg:grid-cols-[minmax(0,1fr)_21rem]">
        <div className="grid gap-4">
          {upload.receipt && <ReceiptCard upload={upload} receipt={upload.receipt} />}
          <TimelineCard upload={upload} />
        </div>
        <div className="grid gap-4">
          <FactsCard upload={upload} />
          <MetadataCard title="Metadata" value={upload.metadata} />
          <MetadataCard title="Object metadata" value={upload.object_metadata} />
        </div>
      </div>
    </>
  )
}

function Waiting() {
  return (
    <div aria-busy className="grid gap-4">
      <h1 className="sr-only">Upload</h1>
      <Skeleton className="h-8 w-72 max-w-full" />
      <Skeleton className="h-56" />
      <Skeleton className="h-40" />
    </div>
  )
}

'use client'

import { Skeleton } from '#ui/skeleton.tsx'
import type { Blob } from '../hooks/use-objects.ts'
import { usePdfUrl } from '../hooks/use-pdf-url.ts'
import { NoPreview } from './no-preview.tsx'
import { PreviewError } from './preview-error.tsx'

export function PdfPreview({ blob, url }: { blob: Blob; url: string }) {
  // Browsers of phones often have no viewer, and a frame would stay blank.
  const hasViewer = typeof navigator === 'undefined' || navigator.pdfViewerEnabled
  if (!hasViewer) {
    return (
      <NoPreview contentType="application/pdf">
        Your browser has no PDF viewer. Download the file to read it.
      </NoPreview>
    )
  }
  return <PdfFrame blob={blob} url={url} />
}

function PdfFrame({ blob, url }: { blob: Blob; url: string }) {
  const { localUrl, error, refetch } = usePdfUrl(blob.blob_id, url)
  if (error) return <PreviewError onRetry={refetch} />
  if (!localUrl) return <Skeleton className="m-4 h-96" />
  return (
    <iframe
      src={`${localUrl}#navpanes=0`}
      title={`Preview of ${blob.details.filename}`}
      className="h-[70dvh] w-full border-0 bg-sunken"
    />
  )
}

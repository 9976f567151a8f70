'use client'

import { Skeleton } from '#ui/skeleton.tsx'
import type { Blob } from '../hooks/use-objects.ts'
import { TEXT_HEAD_BYTES, useTextHead } from '../hooks/use-text-head.ts'
import { PreviewError } from './preview-error.tsx'

export function TextPreview({ blob, url }: { blob: Blob; url: string }) {
  const { data, error, refetch } = useTextHead(blob.blob_id, url)
  if (error && data === undefined) return <PreviewError onRetry={refetch} />
  if (data === undefined) return <Skeleton className="m-4 h-48" />
  return (
    <>
      <section
        aria-label={`Preview of ${blob.details.filename}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reachable by keyboard.
        tabIndex={0}
        className="max-h-[60dvh] min-h-56 overflow-auto bg-sunken p-4 -outline-offset-2"
      >
        <pre className="whitespace-pre-wrap break-words font-mono text-xs leading-relaxed">{data}</pre>
      </section>
      {blob.details.size_bytes > TEXT_HEAD_BYTES && (
        <p className="border-line border-t px-4 py-2 text-[13px] text-muted">
          This is the beginning. Download the file to see all of it.
        </p>
      )}
    </>
  )
}

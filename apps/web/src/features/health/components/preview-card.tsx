'use client'

import { ScanSearch } from 'lucide-react'
import { Badge } from '#ui/badge.tsx'
import { Button } from '#ui/button.tsx'
import { Card, CardHeader } from '#ui/card.tsx'
import { ErrorState } from '#ui/states.tsx'
import { reasonOf, WOULD } from '../health-words.ts'
import { type Preview, usePreview } from '../hooks/use-health.ts'
import { UploadLine } from './upload-line.tsx'

export function PreviewCard() {
  const { preview, look } = usePreview()
  const { data, error, isPending } = preview
  return (
    <Card>
      <CardHeader title="If the sweep ran now">
        <Button size="sm" onClick={look} disabled={isPending}>
          <ScanSearch aria-hidden />
          {isPending ? 'Looking…' : 'Dry run'}
        </Button>
      </CardHeader>
      <div aria-live="polite">
        {error && !isPending ? (
          <ErrorState error={error} onRetry={look} />
        ) : data ? (
          <Foreseen preview={data} />
        ) : (
          <p className="px-4 py-4 text-muted">
            Looks at every upload that is due, asks the store, and changes nothing.
          </p>
        )}
      </div>
    </Card>
  )
}

function Foreseen({ preview: { uploads, is_partial } }: { preview: Preview }) {
  if (uploads.length === 0) return <p className="px-4 py-4 text-muted">No upload is due.</p>
  return (
    <div className="px-4 py-3">
      <ul className="grid">
        {uploads.map(upload => (
          <UploadLine key={upload.upload_id} upload={upload}>
            {reasonOf(upload.reason)}{' '}
            <Badge tone={WOULD[upload.would].tone}>{WOULD[upload.would].label}</Badge>
          </UploadLine>
        ))}
      </ul>
      {is_partial && <p className="mt-2 text-[13px] text-muted">There are more than these.</p>}
    </div>
  )
}

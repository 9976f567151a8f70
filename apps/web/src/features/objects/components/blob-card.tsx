'use client'

import { Download, Link2, TriangleAlert } from 'lucide-react'
import Link from 'next/link'
import { formatBytes } from '#lib/format.ts'
import { Button } from '#ui/button.tsx'
import { Card } from '#ui/card.tsx'
import { CopyableCode } from '#ui/copyable-code.tsx'
import { DetailList } from '#ui/detail-list.tsx'
import { RelativeTime } from '#ui/time.tsx'
import { useCopyLink } from '../hooks/use-copy-link.ts'
import { type Blob, urlOf } from '../hooks/use-objects.ts'
import { Preview } from './preview.tsx'

type BlobCardProps = { objectId: string; blob: Blob; isOnly: boolean }

type BlobActionsProps = { objectId: string; blob: Blob; url: string }

/** `isOnly`: the page is called by it already. */
export function BlobCard({ objectId, blob, isOnly }: BlobCardProps) {
  const { filename, size_bytes: size, mime_type: type, hash } = blob.details
  const url = urlOf(blob)
  return (
    <Card aria-label={filename} className="overflow-hidden">
      {blob.bytes_missing_since && <MissingBytes iso={blob.bytes_missing_since} />}
      {url && <Preview blob={blob} url={url} />}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 border-line border-t px-4 py-3 empty:hidden">
        {!isOnly && (
          <p className="min-w-0 flex-1 truncate font-medium max-sm:basis-full" title={filename}>
            {filename}
          </p>
        )}
        {url && <BlobActions objectId={objectId} blob={blob} url={url} />}
      </div>
      <DetailList
        className="border-line border-t px-4 py-3"
        items={[
          ['Size', `${formatBytes(size)}${size >= 1000 ? ` (${size.toLocaleString('en-US')} bytes)` : ''}`],
          ['Type', type],
          ...(isOnly ? [] : [['Name in the object', blob.property] as const]),
          ['ETag', <CopyableCode key="etag" value={blob.etag} label="Copy ETag" />],
          [
            'SHA-256',
            hash ? (
              <CopyableCode key="hash" value={hash} label="Copy SHA-256" />
            ) : (
              'not verified by the store'
            ),
          ],
          ['Upload', <ReceiptLink key="upload" uploadId={blob.upload_id} />],
        ]}
      />
    </Card>
  )
}

function MissingBytes({ iso }: { iso: string }) {
  return (
    <p role="alert" className="flex items-center gap-2 px-4 py-3 text-bad text-sm">
      <TriangleAlert aria-hidden className="size-4 shrink-0" />
      <span>
        Nothing lies in the store where this file should; found out <RelativeTime iso={iso} />. It is looked
        for again whenever this page is opened.
      </span>
    </p>
  )
}

function BlobActions({ objectId, blob, url }: BlobActionsProps) {
  const copy = useCopyLink(objectId, blob.property)
  return (
    <div className="flex flex-wrap gap-2">
      <Button size="sm" onClick={copy}>
        <Link2 aria-hidden />
        Copy link
      </Button>
      <Button size="sm" variant="primary" asChild>
        <a href={url} download={blob.details.filename}>
          <Download aria-hidden />
          Download
        </a>
      </Button>
    </div>
  )
}

function ReceiptLink({ uploadId }: { uploadId: string }) {
  return (
    <Link href={`/uploads/${uploadId}`} className="text-accent underline underline-offset-4">
      Timeline and receipt
    </Link>
  )
}

'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useBucketName } from '#features/uploading/hooks/use-bucket-name.ts'
import { formatBytes, formatCount } from '#lib/format.ts'
import { Card, CardHeader } from '#ui/card.tsx'
import { CopyButton } from '#ui/copy-button.tsx'
import { ExactTime } from '#ui/time.tsx'
import type { Upload } from '../hooks/use-upload.ts'

export function FactsCard({ upload }: { upload: Upload }) {
  const bucket = useBucketName(upload.bucket_id)
  const size = upload.file_size_bytes
  return (
    <Card aria-label="Details">
      <CardHeader title="Details" />
      <dl className="grid gap-3 px-4 py-4">
        <Fact name="Upload" code={upload.upload_id} />
        {upload.object_id && (
          <Fact name="Object" code={upload.object_id} href={`/objects/${upload.object_id}`} />
        )}
        {upload.duplicate_of_upload_id && (
          <Fact
            name="Shares the bytes of"
            code={upload.duplicate_of_upload_id}
            href={`/uploads/${upload.duplicate_of_upload_id}`}
          />
        )}
        {upload.existing_object_id && (
          <Fact
            name="Skipped for object"
            code={upload.existing_object_id}
            href={`/objects/${upload.existing_object_id}`}
          />
        )}
        <Fact name="Bucket">
          <Link
            href={`/buckets/${upload.bucket_id}`}
            className="text-accent underline underline-offset-4 [overflow-wrap:anywhere]"
          >
            {bucket ?? upload.bucket_id}
          </Link>
        </Fact>
        <Fact name="Size">
          {size === null ? 'unknown' : `${formatBytes(size)} (${formatCount(size)} bytes)`}
        </Fact>
        <Fact name="Type">{upload.content_type}</Fact>
        {upload.owner && <Fact name="Owner">{upload.owner}</Fact>}
        {upload.etag && <Fact name="ETag" code={upload.etag} />}
        {upload.file_hash && <Fact name="SHA-256" code={upload.file_hash} />}
        <Fact name="Key in the store" code={upload.s3_key} />
        <Fact name="Created">
          <ExactTime iso={upload.created_at} />
        </Fact>
        {upload.verified_at && (
          <Fact name="Verified">
            <ExactTime iso={upload.verified_at} />
          </Fact>
        )}
      </dl>
    </Card>
  )
}

type FactProps = { name: string; code?: string; href?: string; children?: ReactNode }

/** `code`: something to be compared or copied, letter by letter. */
function Fact({ name, code, href, children }: FactProps) {
  const text = <code className="font-mono text-[12.5px] leading-6">{code}</code>
  return (
    <div className="grid gap-0.5">
      <dt className="text-faint text-xs">{name}</dt>
      <dd className="flex items-start justify-between gap-2 [overflow-wrap:anywhere]">
        {code ? (
          <>
            {href ? (
              <Link href={href} className="text-accent underline underline-offset-4">
                {text}
              </Link>
            ) : (
              text
            )}
            <CopyButton value={code} label={`Copy ${name}`} />
          </>
        ) : (
          children
        )}
      </dd>
    </div>
  )
}

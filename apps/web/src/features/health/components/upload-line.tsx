'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { useSession } from '#features/shell/hooks/use-session.ts'
import type { StuckUpload } from '../hooks/use-health.ts'

type UploadLineProps = {
  upload: Pick<StuckUpload, 'upload_id' | 'organization_id' | 'filename' | 'bucket_name'>
  children: ReactNode
}

/** Another organization's upload has no page that this session could open. */
export function UploadLine({ upload, children }: UploadLineProps) {
  const { data: session } = useSession()
  const isOwn = session?.organization_id === upload.organization_id
  const name = (
    <>
      <span className="min-w-0 truncate font-medium" title={upload.filename}>
        {upload.filename}
      </span>
      <span className="min-w-0 text-muted sm:shrink-0 sm:text-right">{children}</span>
    </>
  )
  const look = '-mx-2 grid gap-x-3 rounded-sm px-2 py-1.5 text-[13px] sm:flex sm:justify-between'
  return (
    <li>
      {isOwn ? (
        <Link href={`/uploads/${upload.upload_id}`} className={`${look} hover:bg-sunken`}>
          {name}
        </Link>
      ) : (
        <span className={look} title={`${upload.upload_id} in ${upload.organization_id}`}>
          {name}
        </span>
      )}
    </li>
  )
}

'use client'

import { useState } from 'react'
import { FileIcon } from '#ui/file-icon.tsx'
import { type Blob, urlOf } from '../hooks/use-objects.ts'
import { previewKindOf } from '../preview-kind.ts'

/** There are no small versions: a page of larger pictures would cost more than it shows. */
const MAX_PICTURE_BYTES = 8_000_000

export function Thumbnail({ blob }: { blob: Blob | undefined }) {
  const [isBroken, setBroken] = useState(false)
  const url = blob && urlOf(blob)
  const { mime_type: type = '', size_bytes: size = 0 } = blob?.details ?? {}
  const isPicture = url && !isBroken && previewKindOf(type) === 'image' && size <= MAX_PICTURE_BYTES
  return (
    <div className="grid h-32 place-items-center overflow-hidden bg-sunken">
      {isPicture ? (
        <img
          src={url}
          alt=""
          loading="lazy"
          decoding="async"
          className="size-full object-cover"
          onError={() => setBroken(true)}
        />
      ) : (
        <span className="grid justify-items-center gap-2">
          <FileIcon contentType={type} className="size-8 text-faint" />
          <span className="max-w-32 truncate font-mono text-[11px] text-muted">
            {extensionOf(blob?.details.filename)}
          </span>
        </span>
      )}
    </div>
  )
}

function extensionOf(filename = ''): string {
  return /\.([a-z0-9]{1,8})$/i.exec(filename)?.[1]?.toUpperCase() ?? ''
}

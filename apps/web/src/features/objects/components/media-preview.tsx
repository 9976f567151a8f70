'use client'

import { useState } from 'react'
import type { Blob } from '../hooks/use-objects.ts'
import { ImagePreview } from './image-preview.tsx'
import { NoPreview } from './no-preview.tsx'

type MediaPreviewProps = { kind: 'image' | 'video' | 'audio'; url: string; blob: Blob }

export function MediaPreview({ kind, url, blob }: MediaPreviewProps) {
  const [isBroken, setBroken] = useState(false)
  const { filename, mime_type: type } = blob.details
  if (isBroken) {
    return (
      <NoPreview contentType={type}>Your browser cannot show this file. Download it to look at it.</NoPreview>
    )
  }
  const onError = () => setBroken(true)
  return (
    <div className="relative grid min-h-40 place-items-center bg-sunken p-4">
      {kind === 'image' && <ImagePreview key={url} url={url} filename={filename} onError={onError} />}
      {kind === 'video' && (
        // biome-ignore lint/a11y/useMediaCaption: it is somebody's file; there are none.
        <video
          src={url}
          controls
          preload="metadata"
          aria-label={`Preview of ${filename}`}
          className="max-h-[60dvh] w-full rounded-sm bg-black"
          onError={onError}
        />
      )}
      {kind === 'audio' && (
        // biome-ignore lint/a11y/useMediaCaption: it is somebody's file; there are none.
        <audio
          src={url}
          controls
          preload="metadata"
          aria-label={`Preview of ${filename}`}
          className="w-full max-w-lg"
          onError={onError}
        />
      )}
    </div>
  )
}

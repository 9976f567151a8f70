'use client'

import { useState } from 'react'
import { cn } from '#lib/cn.ts'
import { Skeleton } from '#ui/skeleton.tsx'

type ImagePreviewProps = { url: string; filename: string; onError(): void }

/** A store may take its time for the first byte: until then there is the shape of a picture. */
export function ImagePreview({ url, filename, onError }: ImagePreviewProps) {
  const [isLoaded, setLoaded] = useState(false)
  return (
    <>
      {!isLoaded && <Skeleton className="h-72 w-full bg-line" />}
      <img
        // From a cache it may be there before anybody listens.
        ref={image => {
          if (image?.complete && image.naturalWidth > 0) setLoaded(true)
        }}
        src={url}
        alt={`Preview of ${filename}`}
        className={cn(
          'max-h-[60dvh] max-w-full rounded-sm object-contain',
          !isLoaded && 'absolute opacity-0',
        )}
        onLoad={() => setLoaded(true)}
        onError={onError}
      />
    </>
  )
}

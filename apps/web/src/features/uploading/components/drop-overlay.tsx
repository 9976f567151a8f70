'use client'

import { UploadCloud } from 'lucide-react'
import { useBucketName } from '../hooks/use-bucket-name.ts'
import { useUploading } from '../hooks/use-uploading.ts'

export function DropOverlay() {
  const { bucket } = useUploading()
  const name = useBucketName(bucket)
  return (
    <div className="pointer-events-none fixed inset-0 z-[70] grid place-items-center bg-paper/85 p-4 backdrop-blur-sm">
      <div className="grid h-full w-full place-items-center rounded-lg border-2 border-accent border-dashed">
        <div className="flex flex-col items-center gap-3 text-center">
          <span className="grid size-16 place-items-center rounded-full bg-accent text-on-accent">
            <UploadCloud className="size-8" aria-hidden />
          </span>
          <p className="font-semibold text-xl">Drop to upload</p>
          <p className="text-muted">{name ? `into the bucket ${name}` : 'and choose a bucket'}</p>
        </div>
      </div>
    </div>
  )
}

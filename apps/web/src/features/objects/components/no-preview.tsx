import type { ReactNode } from 'react'
import { FileIcon } from '#ui/file-icon.tsx'

export function NoPreview({ contentType, children }: { contentType: string; children: ReactNode }) {
  return (
    <div className="grid justify-items-center gap-3 bg-sunken px-4 py-14 text-center text-muted">
      <FileIcon contentType={contentType} className="size-9 text-faint" />
      <p>{children}</p>
    </div>
  )
}

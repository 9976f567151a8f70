'use client'

import { SearchX, UploadCloud } from 'lucide-react'
import { usePermission } from '#features/account/hooks/use-permission.ts'
import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { UploadsView } from '../hooks/use-uploads-view.ts'

export function NoUploads({ view }: { view: UploadsView }) {
  const mayUpload = usePermission('write')
  const isFiltered = view.search !== '' || view.status !== null || view.bucket !== null
  if (isFiltered) {
    return (
      <EmptyState
        icon={SearchX}
        title="No upload fits"
        action={<Button onClick={view.reset}>Show all uploads</Button>}
      >
        Try another name, status or bucket.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={UploadCloud} title="Nothing was uploaded yet" action={<UploadButton />}>
      {mayUpload
        ? 'Drop a file anywhere on this page. It goes straight to the store, and you can watch it being verified.'
        : 'Files that somebody uploads appear here, with everything that happens to them.'}
    </EmptyState>
  )
}

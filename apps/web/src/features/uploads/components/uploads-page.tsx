'use client'

import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { ListCard } from '#ui/list-card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { useUploads } from '../hooks/use-uploads.ts'
import { useUploadsView } from '../hooks/use-uploads-view.ts'
import { NoUploads } from './no-uploads.tsx'
import { UploadsTable } from './uploads-table.tsx'
import { UploadsToolbar } from './uploads-toolbar.tsx'

export function UploadsPage() {
  const view = useUploadsView()
  const { query, pager } = useUploads(view)
  return (
    <>
      <PageHeader
        title="Uploads"
        description="Every file that was asked for, from the first byte to its receipt."
      >
        <UploadButton />
      </PageHeader>
      <UploadsToolbar view={view} />
      <ListCard query={query} pager={pager} empty={<NoUploads view={view} />}>
        <UploadsTable rows={query.data?.results} sort={view.sort} onSort={view.setSort} />
      </ListCard>
    </>
  )
}

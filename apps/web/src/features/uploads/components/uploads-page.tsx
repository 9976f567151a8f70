'use client'

import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { Card } from '#ui/card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Pager } from '#ui/pager.tsx'
import { ErrorState } from '#ui/states.tsx'
import { useUploads } from '../hooks/use-uploads.ts'
import { useUploadsView } from '../hooks/use-uploads-view.ts'
import { NoUploads } from './no-uploads.tsx'
import { UploadsTable } from './uploads-table.tsx'
import { UploadsToolbar } from './uploads-toolbar.tsx'

export function UploadsPage() {
  const view = useUploadsView()
  const { query, pages } = useUploads(view)
  const { data, error } = query
  const next = data?.next_cursor ?? null
  return (
    <>
      <PageHeader
        title="Uploads"
        description="Every file that was asked for, from the first byte to its receipt."
      >
        <UploadButton />
      </PageHeader>
      <UploadsToolbar view={view} />
      <Card>
        {error && !data ? (
          <ErrorState error={error} onRetry={query.refetch} />
        ) : data?.results.length === 0 ? (
          <NoUploads view={view} />
        ) : (
          <UploadsTable rows={data?.results} sort={view.sort} onSort={view.setSort} />
        )}
        <Pager
          page={pages.page}
          hasPrevious={pages.cursor !== undefined}
          hasNext={next !== null}
          onPrevious={pages.previous}
          onNext={() => next && pages.next(next)}
        />
      </Card>
    </>
  )
}

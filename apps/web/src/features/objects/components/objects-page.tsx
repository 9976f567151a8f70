'use client'

import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { Card } from '#ui/card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { Pager } from '#ui/pager.tsx'
import { ErrorState } from '#ui/states.tsx'
import { useObjects } from '../hooks/use-objects.ts'
import { useObjectsView } from '../hooks/use-objects-view.ts'
import { NoObjects } from './no-objects.tsx'
import { ObjectsGrid } from './objects-grid.tsx'
import { ObjectsTable } from './objects-table.tsx'
import { ObjectsToolbar } from './objects-toolbar.tsx'

export function ObjectsPage() {
  const view = useObjectsView()
  const { query, pages } = useObjects(view)
  const { data, error } = query
  const next = data?.next_cursor ?? null
  return (
    <>
      <PageHeader title="Objects" description="Files that arrived and were verified.">
        <UploadButton />
      </PageHeader>
      <ObjectsToolbar view={view} />
      <Card>
        {error && !data ? (
          <ErrorState error={error} onRetry={query.refetch} />
        ) : data?.results.length === 0 ? (
          <NoObjects view={view} />
        ) : view.layout === 'grid' ? (
          <ObjectsGrid objects={data?.results} />
        ) : (
          <ObjectsTable rows={data?.results} sort={view.sort} onSort={view.setSort} />
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

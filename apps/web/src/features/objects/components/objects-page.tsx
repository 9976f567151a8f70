'use client'

import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { ListCard } from '#ui/list-card.tsx'
import { PageHeader } from '#ui/page-header.tsx'
import { useObjects } from '../hooks/use-objects.ts'
import { useObjectsView } from '../hooks/use-objects-view.ts'
import { NoObjects } from './no-objects.tsx'
import { ObjectsGrid } from './objects-grid.tsx'
import { ObjectsTable } from './objects-table.tsx'
import { ObjectsToolbar } from './objects-toolbar.tsx'

export function ObjectsPage() {
  const view = useObjectsView()
  const { query, pager } = useObjects(view)
  const rows = query.data?.results
  return (
    <>
      <PageHeader title="Objects" description="Files that arrived and were verified.">
        <UploadButton />
      </PageHeader>
      <ObjectsToolbar view={view} />
      <ListCard query={query} pager={pager} empty={<NoObjects view={view} />}>
        {view.layout === 'grid' ? (
          <ObjectsGrid objects={rows} />
        ) : (
          <ObjectsTable rows={rows} sort={view.sort} onSort={view.setSort} />
        )}
      </ListCard>
    </>
  )
}

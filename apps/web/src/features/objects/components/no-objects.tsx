'use client'

import { Archive, SearchX } from 'lucide-react'
import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { Button } from '#ui/button.tsx'
import { EmptyState } from '#ui/states.tsx'
import type { ObjectsView } from '../hooks/use-objects-view.ts'

export function NoObjects({ view }: { view: ObjectsView }) {
  if (view.search !== '' || view.bucket !== null) {
    return (
      <EmptyState
        icon={SearchX}
        title="No object fits"
        action={<Button onClick={view.reset}>Show all objects</Button>}
      >
        Try another name or bucket.
      </EmptyState>
    )
  }
  return (
    <EmptyState icon={Archive} title="No objects yet" action={<UploadButton />}>
      An upload becomes an object once its bytes were verified in the store.
    </EmptyState>
  )
}

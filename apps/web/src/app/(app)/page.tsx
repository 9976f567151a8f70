import type { Metadata } from 'next'
import { UploadButton } from '#features/uploading/components/upload-button.tsx'
import { PageHeader } from '#ui/page-header.tsx'

export const metadata: Metadata = { title: 'Overview' }

export default function OverviewPage() {
  return (
    <PageHeader title="Overview">
      <UploadButton />
    </PageHeader>
  )
}

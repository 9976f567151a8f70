import type { Metadata } from 'next'
import { UploadPage } from '#features/uploads/components/upload-page.tsx'

export const metadata: Metadata = { title: 'Upload' }

export default async function Page({ params }: { params: Promise<{ uploadId: string }> }) {
  const { uploadId } = await params
  return <UploadPage uploadId={uploadId} />
}

import type { Metadata } from 'next'
import { UploadsPage } from '#features/uploads/components/uploads-page.tsx'

export const metadata: Metadata = { title: 'Uploads' }

export default function Page() {
  return <UploadsPage />
}

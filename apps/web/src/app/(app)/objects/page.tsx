import type { Metadata } from 'next'
import { ObjectsPage } from '#features/objects/components/objects-page.tsx'

export const metadata: Metadata = { title: 'Objects' }

export default function Page() {
  return <ObjectsPage />
}

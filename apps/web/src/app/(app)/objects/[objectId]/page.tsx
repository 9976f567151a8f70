import type { Metadata } from 'next'
import { ObjectPage } from '#features/objects/components/object-page.tsx'

export const metadata: Metadata = { title: 'Object' }

export default async function Page({ params }: { params: Promise<{ objectId: string }> }) {
  const { objectId } = await params
  return <ObjectPage objectId={objectId} />
}

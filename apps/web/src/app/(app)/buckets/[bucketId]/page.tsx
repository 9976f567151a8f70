import type { Metadata } from 'next'
import { BucketPage } from '#features/buckets/components/bucket-page.tsx'

export const metadata: Metadata = { title: 'Bucket' }

export default async function Page({ params }: { params: Promise<{ bucketId: string }> }) {
  const { bucketId } = await params
  return <BucketPage bucketId={decodeURIComponent(bucketId)} />
}

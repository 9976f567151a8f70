import type { Metadata } from 'next'
import { BucketsPage } from '#features/buckets/components/buckets-page.tsx'

export const metadata: Metadata = { title: 'Buckets' }

export default function Page() {
  return <BucketsPage />
}

import type { Metadata } from 'next'
import { QuotasPage } from '#features/quotas/components/quotas-page.tsx'

export const metadata: Metadata = { title: 'Quotas' }

export default function Page() {
  return <QuotasPage />
}

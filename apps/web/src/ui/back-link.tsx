import { ChevronLeft } from 'lucide-react'
import Link from 'next/link'

/** From one thing to the list it stands in. */
export function BackLink({ href, label }: { href: string; label: string }) {
  return (
    <Link
      href={href}
      className="-ml-1 mb-3 inline-flex items-center gap-1 rounded-sm text-[13px] text-muted hover:text-ink"
    >
      <ChevronLeft className="size-4" aria-hidden />
      {label}
    </Link>
  )
}

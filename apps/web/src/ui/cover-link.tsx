import Link from 'next/link'
import { cn } from '#lib/cn.ts'

type CoverLinkProps = { href: string; name: string; className?: string }

/** Its area covers the row or tile it stands in, which has to be `relative`; the name stays what it is called. */
export function CoverLink({ href, name, className }: CoverLinkProps) {
  return (
    <Link
      href={href}
      title={name}
      className={cn(
        'truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-sm focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2',
        className,
      )}
    >
      {name}
    </Link>
  )
}

import Link from 'next/link'
import { cn } from '#lib/cn.ts'

type ObjectLinkProps = { objectId: string; name: string; className?: string }

/** Its area covers the tile or row it stands in, which has to be `relative`. */
export function ObjectLink({ objectId, name, className }: ObjectLinkProps) {
  return (
    <Link
      href={`/objects/${objectId}`}
      title={name}
      className={cn(
        'truncate font-medium after:absolute after:inset-0 focus-visible:outline-none focus-visible:after:rounded-md focus-visible:after:outline-2 focus-visible:after:outline-accent focus-visible:after:-outline-offset-2',
        className,
      )}
    >
      {name}
    </Link>
  )
}

import type { ReactNode } from 'react'
import { cn } from '#lib/cn.ts'

type DetailListProps = { items: readonly (readonly [name: string, value: ReactNode])[]; className?: string }

/** Names and what they are, in two columns. */
export function DetailList({ items, className }: DetailListProps) {
  return (
    <dl
      className={cn(
        'grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-5 gap-y-1.5 text-[13px]',
        className,
      )}
    >
      {items.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted">{name}</dt>
          <dd className="min-w-0 break-words tabular-nums">{value}</dd>
        </div>
      ))}
    </dl>
  )
}

import { cn } from '#lib/cn.ts'

/** The shape of what is coming; screen readers hear the region's own `aria-busy` instead. */
export function Skeleton({ className }: { className?: string }) {
  return <div aria-hidden className={cn('animate-pulse rounded-md bg-sunken', className)} />
}

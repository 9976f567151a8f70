import type { ComponentProps, ReactNode } from 'react'
import { cn } from '#lib/cn.ts'

export function Card({ className, ...props }: ComponentProps<'section'>) {
  return <section className={cn('rounded-lg border border-line bg-surface', className)} {...props} />
}

export function CardHeader({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <header className="flex min-h-12 items-center justify-between gap-3 border-line border-b px-4 py-2">
      <h2 className="font-semibold text-sm">{title}</h2>
      {children}
    </header>
  )
}

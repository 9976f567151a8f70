import type { ComponentProps } from 'react'
import { cn } from '#lib/cn.ts'

const FIELD =
  'w-full scroll-mt-16 scroll-mb-28 rounded-md border border-line-strong bg-surface px-3 text-ink placeholder:text-faint disabled:opacity-50 aria-invalid:border-bad'

export function Input({ className, ...props }: ComponentProps<'input'>) {
  return <input className={cn(FIELD, 'h-9 text-sm', className)} {...props} />
}

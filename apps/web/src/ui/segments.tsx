'use client'

import { ToggleGroup } from 'radix-ui'
import type { ReactNode } from 'react'
import { cn } from '#lib/cn.ts'
import { useScrollEdges } from './use-scroll-edges.ts'

type SegmentsProps = {
  label: string
  value: string
  options: readonly { value: string; label: ReactNode }[]
  onChange(value: string): void
}

/** One of a few, all of them in view: filters, a choice of layout. */
export function Segments({ label, value, options, onChange }: SegmentsProps) {
  const { ref, hasBefore, hasAfter } = useScrollEdges()
  return (
    <ToggleGroup.Root
      type="single"
      aria-label={label}
      value={value}
      onValueChange={next => next && onChange(next)}
      ref={ref}
      className={cn(
        'inline-flex max-w-full gap-0.5 overflow-x-auto rounded-md bg-sunken p-0.5 [scrollbar-width:none]',
        // Faded where there is more to scroll to.
        hasAfter && 'mask-r-from-80%',
        hasBefore && 'mask-l-from-80%',
      )}
    >
      {options.map(option => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          className="inline-flex h-8 items-center gap-1.5 whitespace-nowrap rounded-sm px-2.5 font-medium text-[13px] text-muted hover:text-ink data-[state=on]:bg-surface data-[state=on]:text-ink data-[state=on]:shadow-sm dark:data-[state=on]:bg-line [&_svg]:size-4"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  )
}

'use client'

import { Check, ChevronDown } from 'lucide-react'
import { Select as Primitive } from 'radix-ui'
import { cn } from '#lib/cn.ts'

export type SelectOption = { value: string; label: string }

type SelectProps = {
  label: string
  value: string
  options: readonly SelectOption[]
  onChange(value: string): void
  placeholder?: string
  className?: string
  id?: string
}

/** One of a few. The label is for screen readers; a visible one belongs to a `Field`. */
export function Select({ label, value, options, onChange, placeholder, className, id }: SelectProps) {
  return (
    <Primitive.Root value={value} onValueChange={onChange}>
      <Primitive.Trigger
        id={id}
        aria-label={label}
        className={cn(
          'inline-flex h-9 min-w-0 items-center justify-between gap-2 rounded-md border border-line-strong/60 bg-surface px-3 text-sm hover:bg-sunken [&>span]:truncate',
          className,
        )}
      >
        <Primitive.Value placeholder={placeholder} />
        <ChevronDown className="size-4 shrink-0 text-muted" aria-hidden />
      </Primitive.Trigger>
      <Primitive.Portal>
        <Primitive.Content
          position="popper"
          sideOffset={4}
          className="z-[60] max-h-72 min-w-(--radix-select-trigger-width) overflow-hidden rounded-md border border-line bg-surface p-1 shadow-float"
        >
          <Primitive.Viewport>
            {options.map(option => (
              <Primitive.Item
                key={option.value}
                value={option.value}
                className="flex cursor-default items-center justify-between gap-4 rounded-sm px-2.5 py-1.5 text-[13px] outline-none data-[highlighted]:bg-sunken"
              >
                <Primitive.ItemText>{option.label}</Primitive.ItemText>
                <Primitive.ItemIndicator>
                  <Check className="size-4 text-accent" aria-hidden />
                </Primitive.ItemIndicator>
              </Primitive.Item>
            ))}
          </Primitive.Viewport>
        </Primitive.Content>
      </Primitive.Portal>
    </Primitive.Root>
  )
}

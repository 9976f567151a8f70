import type { ComponentProps } from 'react'
import { cn } from '#lib/cn.ts'

/** Dense but calm: hairlines, one line a row, numbers in columns. Scrolls sideways where it must. */
export function Table({ className, ...props }: ComponentProps<'table'>) {
  return (
    <div className="w-full overflow-x-auto">
      <table className={cn('w-full border-collapse text-[13px]', className)} {...props} />
    </div>
  )
}

export function TableHead({ className, ...props }: ComponentProps<'thead'>) {
  return <thead className={cn('text-faint text-xs', className)} {...props} />
}

export function TableBody(props: ComponentProps<'tbody'>) {
  return <tbody {...props} />
}

export function TableRow({ className, ...props }: ComponentProps<'tr'>) {
  return (
    <tr
      className={cn('border-line border-b [tbody_&]:last:border-b-0 [tbody_&]:hover:bg-sunken/60', className)}
      {...props}
    />
  )
}

export function TableHeader({ className, ...props }: ComponentProps<'th'>) {
  return (
    <th
      scope="col"
      className={cn('h-9 whitespace-nowrap px-3 text-left font-medium first:pl-4 last:pr-4', className)}
      {...props}
    />
  )
}

export function TableCell({ className, ...props }: ComponentProps<'td'>) {
  return (
    <td
      className={cn('h-11 whitespace-nowrap px-3 tabular-nums first:pl-4 last:pr-4', className)}
      {...props}
    />
  )
}

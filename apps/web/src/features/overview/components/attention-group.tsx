'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import type { AttentionItem } from '../attention-groups.tsx'

/** As many as a glance takes in. */
const SHOWN = 4

type AttentionGroupProps = {
  title: string
  advice: string
  total: string
  items: readonly AttentionItem[]
  allHref: string | null
}

export function AttentionGroup({ title, advice, total, items, allHref }: AttentionGroupProps) {
  const isMore = items.length > SHOWN
  return (
    <section aria-label={title} className="min-w-0 px-4 py-3">
      <h3 className="font-medium text-[13px]">
        {title} <span className="font-normal text-muted tabular-nums">({total})</span>
      </h3>
      <p className="text-[13px] text-muted">{advice}</p>
      <ul className="mt-1.5 grid">
        {items.slice(0, SHOWN).map(item => (
          <Item key={item.key} href={item.href} name={item.name} note={item.note} />
        ))}
      </ul>
      {isMore && allHref !== null && (
        <Link
          href={allHref}
          className="mt-1 inline-block text-[13px] text-accent underline underline-offset-4"
        >
          Show all
        </Link>
      )}
    </section>
  )
}

function Item({ href, name, note }: { href: string; name: string; note: ReactNode }) {
  return (
    <li>
      <Link
        href={href}
        className="-mx-2 grid gap-x-3 rounded-sm px-2 py-1.5 text-[13px] hover:bg-sunken sm:flex sm:justify-between"
      >
        <span className="min-w-0 truncate font-medium" title={name}>
          {name}
        </span>
        <span className="min-w-0 text-muted sm:max-w-[60%] sm:shrink-0 sm:text-right">{note}</span>
      </Link>
    </li>
  )
}

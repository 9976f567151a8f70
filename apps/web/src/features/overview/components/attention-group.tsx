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
  allHref: string
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
      {isMore && (
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
        className="-mx-2 flex min-h-8 items-center justify-between gap-3 rounded-sm px-2 text-[13px] hover:bg-sunken"
      >
        <span className="min-w-0 truncate font-medium" title={name}>
          {name}
        </span>
        <span className="shrink-0 text-muted">{note}</span>
      </Link>
    </li>
  )
}

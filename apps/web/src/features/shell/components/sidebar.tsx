'use client'

import Link from 'next/link'
import { AccountMenu } from './account-menu.tsx'
import { Logo } from './logo.tsx'
import { NavLinks } from './nav-links.tsx'

export function Sidebar() {
  return (
    // Above the page, so that its menu is.
    <aside className="sticky top-0 z-20 hidden h-dvh w-56 shrink-0 flex-col gap-6 border-line border-r px-3 py-5 md:flex">
      <Link href="/" className="flex rounded-md px-2">
        <Logo />
      </Link>
      <NavLinks
        label="Main"
        className="grid gap-0.5"
        link="flex h-9 items-center gap-3 rounded-md px-2.5 font-medium text-muted transition-colors hover:bg-sunken hover:text-ink"
        currentLink="bg-accent-soft text-accent-strong hover:bg-accent-soft hover:text-accent-strong"
        icon="size-4"
      />
      <div className="mt-auto">
        <AccountMenu />
      </div>
    </aside>
  )
}

'use client'

import Link from 'next/link'
import type { ReactNode } from 'react'
import { AccountMenu } from './account-menu.tsx'
import { Logo } from './logo.tsx'
import { NavLinks } from './nav-links.tsx'

export function MobileTopBar({ children }: { children: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-line border-b bg-paper/90 px-4 backdrop-blur md:hidden">
      <Link href="/" className="flex rounded-md">
        <Logo />
      </Link>
      <div className="flex items-center gap-1">
        {children}
        <AccountMenu isCompact />
      </div>
    </header>
  )
}

/** The thumb's reach: the same places at the bottom of a small screen. */
export function MobileTabs() {
  return (
    <NavLinks
      label="Main, at the bottom"
      className="fixed inset-x-0 bottom-0 z-20 grid auto-cols-fr grid-flow-col border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
      link="flex h-14 flex-col items-center justify-center gap-0.5 text-[11px] text-muted -outline-offset-2"
      currentLink="font-medium text-accent"
      icon="size-5"
    />
  )
}

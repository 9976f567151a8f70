'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import type { ReactNode } from 'react'
import { cn } from '#lib/cn.ts'
import { isCurrent, NAV_ITEMS } from '../nav-items.ts'
import { AccountMenu } from './account-menu.tsx'
import { Logo } from './logo.tsx'

export function MobileTopBar({ children }: { children: ReactNode }) {
  return (
    <header className="sticky top-0 z-20 flex h-14 items-center justify-between border-line border-b bg-paper/90 px-4 backdrop-blur md:hidden">
      <Link href="/" className="rounded-md">
        <Logo />
      </Link>
      <div className="flex items-center gap-1">
        {children}
        <AccountMenu isCompact />
      </div>
    </header>
  )
}

/** The thumb's reach: the same five places at the bottom of a small screen. */
export function MobileTabs() {
  const pathname = usePathname()
  return (
    <nav
      aria-label="Main, at the bottom"
      className="fixed inset-x-0 bottom-0 z-20 grid grid-cols-5 border-line border-t bg-surface pb-[env(safe-area-inset-bottom)] md:hidden"
    >
      {NAV_ITEMS.map(({ href, label, icon: Icon }) => {
        const isHere = isCurrent(href, pathname)
        return (
          <Link
            key={href}
            href={href}
            aria-current={isHere ? 'page' : undefined}
            className={cn(
              'flex h-14 flex-col items-center justify-center gap-0.5 text-[11px] text-muted -outline-offset-2',
              isHere && 'font-medium text-accent',
            )}
          >
            <Icon className="size-5" aria-hidden />
            {label}
          </Link>
        )
      })}
    </nav>
  )
}

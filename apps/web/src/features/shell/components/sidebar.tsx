'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '#lib/cn.ts'
import { isCurrent, NAV_ITEMS } from '../nav-items.ts'
import { AccountMenu } from './account-menu.tsx'
import { Logo } from './logo.tsx'

export function Sidebar() {
  const pathname = usePathname()
  return (
    <aside className="sticky top-0 hidden h-dvh w-56 shrink-0 flex-col gap-6 border-line border-r px-3 py-5 md:flex">
      <Link href="/" className="rounded-md px-2">
        <Logo />
      </Link>
      <nav aria-label="Main" className="grid gap-0.5">
        {NAV_ITEMS.map(({ href, label, icon: Icon }) => {
          const isHere = isCurrent(href, pathname)
          return (
            <Link
              key={href}
              href={href}
              aria-current={isHere ? 'page' : undefined}
              className={cn(
                'flex h-9 items-center gap-3 rounded-md px-2.5 font-medium text-muted transition-colors hover:bg-sunken hover:text-ink',
                isHere && 'bg-accent-soft text-accent-strong hover:bg-accent-soft hover:text-accent-strong',
              )}
            >
              <Icon className="size-4" aria-hidden />
              {label}
            </Link>
          )
        })}
      </nav>
      <div className="mt-auto">
        <AccountMenu />
      </div>
    </aside>
  )
}

'use client'

import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { cn } from '#lib/cn.ts'
import { useSession } from '../hooks/use-session.ts'
import { isCurrent, NAV_ITEMS } from '../nav-items.ts'

type NavLinksProps = { label: string; className: string; link: string; currentLink: string; icon: string }

/** The places that this session may go to; the looks are the bar's. */
export function NavLinks({ label, className, link, currentLink, icon }: NavLinksProps) {
  const pathname = usePathname()
  const { data: session } = useSession()
  const places = NAV_ITEMS.filter(({ isForAdmins }) => !isForAdmins || session?.permission === 'admin')
  return (
    <nav aria-label={label} className={className}>
      {places.map(({ href, label: place, icon: Icon }) => {
        const isHere = isCurrent(href, pathname)
        return (
          <Link
            key={href}
            href={href}
            aria-current={isHere ? 'page' : undefined}
            className={cn(link, isHere && currentLink)}
          >
            <Icon className={icon} aria-hidden />
            {place}
          </Link>
        )
      })}
    </nav>
  )
}

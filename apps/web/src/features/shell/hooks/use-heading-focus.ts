'use client'

import { usePathname } from 'next/navigation'
import { useEffect, useRef } from 'react'

/** Where a new page took away what had the focus, its heading gets it: else the next Tab would begin at the very top. */
export function useHeadingFocus(): void {
  const pathname = usePathname()
  const shown = useRef(pathname)
  useEffect(() => {
    if (shown.current === pathname) return
    shown.current = pathname
    if (document.activeElement !== document.body) return
    const heading = document.querySelector<HTMLElement>('main h1')
    if (!heading) return
    heading.tabIndex = -1
    heading.focus({ preventScroll: true })
  }, [pathname])
}

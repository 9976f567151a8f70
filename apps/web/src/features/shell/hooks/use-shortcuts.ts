'use client'

import { useRouter } from 'next/navigation'
import { useEffect, useRef } from 'react'
import { NAV_ITEMS } from '../nav-items.ts'

/** How long `g` waits for its letter. */
const SEQUENCE_MS = 1_500

type ShortcutHandlers = { onUpload(): void; onHelp(): void }

/** Where the focus is in something that takes text, or in a dialog or menu, a letter is just a letter. */
function isTaken(event: KeyboardEvent): boolean {
  if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return true
  const target = event.target as HTMLElement
  return target.closest('input, textarea, select, [contenteditable], [role="dialog"], [role="menu"]') !== null
}

function focusSearch(): boolean {
  const search = document.querySelector<HTMLInputElement>('input[type="search"]')
  search?.focus()
  search?.select()
  return search !== null
}

export function useShortcuts({ onUpload, onHelp }: ShortcutHandlers): void {
  const router = useRouter()
  const goneAt = useRef(Number.NEGATIVE_INFINITY)
  useEffect(() => {
    const actions: Record<string, () => boolean> = {
      '/': focusSearch,
      u: () => {
        onUpload()
        return true
      },
      '?': () => {
        onHelp()
        return true
      },
      g: () => {
        goneAt.current = performance.now()
        return true
      },
    }
    const onKeyDown = (event: KeyboardEvent) => {
      if (isTaken(event)) return
      const isSequence = performance.now() - goneAt.current < SEQUENCE_MS
      goneAt.current = Number.NEGATIVE_INFINITY
      const place = isSequence ? NAV_ITEMS.find(({ letter }) => letter === event.key) : undefined
      if (place) {
        event.preventDefault()
        router.push(place.href)
      } else if (actions[event.key]?.()) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => window.removeEventListener('keydown', onKeyDown)
  }, [router, onUpload, onHelp])
}

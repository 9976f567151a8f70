'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'

interface ScrollEdges {
  ref: RefObject<HTMLDivElement | null>
  /** Whether something lies beyond the left and the right edge. */
  hasBefore: boolean
  hasAfter: boolean
}

/** Of something that scrolls sideways where it is too wide. */
export function useScrollEdges(): ScrollEdges {
  const ref = useRef<HTMLDivElement>(null)
  const [edges, setEdges] = useState({ hasBefore: false, hasAfter: false })
  useEffect(() => {
    const element = ref.current
    if (!element) return
    const look = () => {
      const { scrollLeft, scrollWidth, clientWidth } = element
      // Widths are rounded, positions are not.
      setEdges({ hasBefore: scrollLeft > 1, hasAfter: scrollLeft + clientWidth < scrollWidth - 1 })
    }
    const observer = new ResizeObserver(look)
    observer.observe(element)
    for (const child of element.children) observer.observe(child)
    element.addEventListener('scroll', look, { passive: true })
    return () => {
      observer.disconnect()
      element.removeEventListener('scroll', look)
    }
  }, [])
  return { ref, ...edges }
}

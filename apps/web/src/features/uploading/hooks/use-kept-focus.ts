'use client'

import { useLayoutEffect, useRef } from 'react'
import { keepFocusIn, passOnFocus } from '../pass-on-focus.ts'

/** For the row of a file: the focus stays in it while its buttons change, and goes to the next one when it goes. */
export function useKeptFocus() {
  const row = useRef<HTMLLIElement>(null)
  // A button that goes with the focus tells no blur.
  const hasFocus = useRef(false)
  useLayoutEffect(() => {
    if (hasFocus.current && row.current) keepFocusIn(row.current)
  })
  useLayoutEffect(() => {
    const shown = row.current
    return () => {
      if (shown) passOnFocus(shown)
    }
  }, [])
  return {
    ref: row,
    onFocus: () => {
      hasFocus.current = true
    },
    onBlur: () => {
      hasFocus.current = false
    },
  }
}

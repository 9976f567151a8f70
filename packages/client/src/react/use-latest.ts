import { useInsertionEffect, useRef } from 'react'

/**
 * What was rendered last, for handlers that outlive the render they were made in. Changed together with the page: whoever
 * presses what they see has its handler, which an effect would bring a moment later.
 */
export function useLatest<TValue>(value: TValue): { readonly current: TValue } {
  const latest = useRef(value)
  useInsertionEffect(() => {
    latest.current = value
  })
  return latest
}

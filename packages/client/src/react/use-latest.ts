import { useEffect, useRef } from 'react'

/** What was rendered last, for handlers that outlive the render they were made in. */
export function useLatest<TValue>(value: TValue): { readonly current: TValue } {
  const latest = useRef(value)
  useEffect(() => {
    latest.current = value
  })
  return latest
}

/** Calls it once for everything that asks within `waitMs`, at its end. */
export function coalesce(call: () => void, waitMs: number): () => void {
  let isAsked = false
  return () => {
    if (isAsked) return
    isAsked = true
    setTimeout(() => {
      isAsked = false
      call()
    }, waitMs)
  }
}

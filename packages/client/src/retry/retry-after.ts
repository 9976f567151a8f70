/** RFC 9110 10.2.3: seconds, or an HTTP date. Milliseconds from now; `null` where there is none or it is not one. */
export function parseRetryAfter(header: string | null | undefined, nowMs = Date.now()): number | null {
  const text = header?.trim()
  if (!text) return null
  if (/^\d+$/.test(text)) return Number(text) * 1000
  const date = Date.parse(text)
  return Number.isNaN(date) ? null : Math.max(0, date - nowMs)
}

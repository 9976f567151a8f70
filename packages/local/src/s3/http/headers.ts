/** Request headers by lower-case name; repeated ones are joined with a comma, as SigV4 signs them. */
export type RequestHeaders = ReadonlyMap<string, string>

/** Node hands out one character per byte (latin1), repeated headers partly dropped; so we read the raw list. */
export function readHeaders(rawHeaders: readonly string[]): RequestHeaders {
  const headers = new Map<string, string>()
  for (let at = 0; at + 1 < rawHeaders.length; at += 2) {
    const name = (rawHeaders[at] ?? '').toLowerCase()
    const value = (rawHeaders[at + 1] ?? '').trim()
    const before = headers.get(name)
    headers.set(name, before === undefined ? value : `${before},${value}`)
  }
  return headers
}

/**
 * Every answer of the API signs its addresses anew. A browser would then load each picture again with every refresh and
 * begin a running video from its start; so the first address of a file is kept while it works: it lives for an hour, and
 * whoever shows it asks again at least every ten minutes. But a page in the background asks nothing, and what it shows
 * when it comes back is an answer as old as its absence: an address counts from when it was first seen.
 */
const KEPT_MS = 45 * 60_000

interface Signed {
  url: string
  seenMs: number
}

const known = new Map<string, { kept: Signed; newest: Signed }>()

export function keepUrl(blobId: string, freshUrl: string): string {
  const nowMs = Date.now()
  const before = known.get(blobId)
  const newest = before?.newest.url === freshUrl ? before.newest : { url: freshUrl, seenMs: nowMs }
  const kept = before && before.kept.seenMs + KEPT_MS > nowMs ? before.kept : newest
  known.set(blobId, { kept, newest })
  return kept.url
}

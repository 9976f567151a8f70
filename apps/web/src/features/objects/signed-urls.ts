/**
 * Every answer of the API signs its addresses anew. A browser would then load each picture again with every refresh and
 * begin a running video from its start; so the first address of a file is kept while it works: it lives for an hour, and
 * whoever shows it asks again at least every ten minutes.
 */
const KEPT_MS = 45 * 60_000

const kept = new Map<string, { url: string; untilMs: number }>()

export function keepUrl(blobId: string, freshUrl: string): string {
  const known = kept.get(blobId)
  if (known && known.untilMs > Date.now()) return known.url
  kept.set(blobId, { url: freshUrl, untilMs: Date.now() + KEPT_MS })
  return freshUrl
}

/**
 * ETags are opaque version tokens (RFC 9110 8.8.3): compared as text, never computed from bytes. Clients send them with
 * or without quotes, some with the weak prefix; an empty one counts as not given. CONTRACT 4.1, ConfirmUploadRequest.
 */
export function normalizeEtag(etag: string | null | undefined): string | null {
  if (etag === null || etag === undefined) return null
  const bare = etag
    .trim()
    .replace(/^W\//, '')
    .replace(/^"(.*)"$/, '$1')
  return bare === '' ? null : bare
}

/**
 * ETags are opaque version tokens (RFC 9110 8.8.3): compared as text, never computed from bytes. Only that of an upload in
 * parts has a form that can be computed, from the ETags of its parts. Clients send them with
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

/** An MD5 of the MD5s of the parts, and how many there are: what S3 makes, and not every store. */
export const hasMultipartForm = (etag: string) => /^[0-9a-f]{32}-\d{1,5}$/i.test(etag)

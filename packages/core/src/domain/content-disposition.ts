/**
 * Content-Disposition for downloads: RFC 6266 with the UTF-8 form of RFC 8187. Always `attachment`, since the bytes are a
 * stranger's and the store's origin may be shared.
 */

/**
 * The header travels in the query of a signed URL, percent-encoded once more. This much leaves room for the longest
 * bucket, prefix, key and version inside 2083 characters (CONTRACT 1.10, 0.14).
 */
const ENCODED_LENGTH = 1_100
const LONGEST_EXTENSION = 17

export function attachmentDisposition(filename: string): string {
  const dot = filename.lastIndexOf('.')
  const hasExtension = dot > 0 && filename.length - dot <= LONGEST_EXTENSION
  const extension = hasExtension ? filename.slice(dot) : ''
  const stem = Array.from(hasExtension ? filename.slice(0, dot) : filename)
  for (;;) {
    const disposition = format(stem.join('') + extension)
    if (encodeStrictly(disposition).length <= ENCODED_LENGTH || stem.length === 0) return disposition
    stem.pop()
  }
}

function format(name: string): string {
  const fallback = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encodeStrictly(name)}`
}

/** `encodeURIComponent` leaves `!'()*` alone; RFC 8187 attr-char has no `'()*`, and SigV4 encodes all of them. */
function encodeStrictly(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

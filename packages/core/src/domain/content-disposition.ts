/**
 * Content-Disposition for downloads: RFC 6266 with the UTF-8 form of RFC 8187. Always `attachment`, since the bytes are a
 * stranger's and the store's origin may be shared.
 */

/** Percent-encoded length that keeps a signed download URL inside 2083 characters (CONTRACT 1.10, 0.14). */
const ENCODED_LENGTH = 600

export function attachmentDisposition(filename: string): string {
  const name = cutToEncodedLength(filename, ENCODED_LENGTH)
  const fallback = name.replace(/[^\x20-\x7e]|["\\%]/g, '_')
  return `attachment; filename="${fallback}"; filename*=UTF-8''${encode8187(name)}`
}

/** `encodeURIComponent` leaves `!'()*` alone; RFC 8187 attr-char does not allow `'()*`. */
function encode8187(text: string): string {
  return encodeURIComponent(text).replace(
    /['()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

/** Cuts whole characters from the stem, so that the extension survives. */
function cutToEncodedLength(filename: string, limit: number): string {
  if (encode8187(filename).length <= limit) return filename
  const dot = filename.lastIndexOf('.')
  const extension = dot > 0 && filename.length - dot <= 17 ? filename.slice(dot) : ''
  const stem = Array.from(filename.slice(0, filename.length - extension.length))
  const room = limit - encode8187(extension).length
  let kept = ''
  let used = 0
  for (const char of stem) {
    used += encode8187(char).length
    if (used > room) break
    kept += char
  }
  return kept + extension
}

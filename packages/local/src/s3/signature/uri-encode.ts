/** RFC 3986 unreserved characters stay; encodeURIComponent leaves five more alone that AWS encodes. */
export function uriEncode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    char => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  )
}

export function uriEncodePath(path: string): string {
  return path.split('/').map(uriEncode).join('/')
}

/**
 * What a page of the dashboard may load, and from where: scripts that the server itself wrote into the page (by nonce,
 * and what those load), and nothing else that runs; data, pictures and players from this site and from the store, where
 * the browser sends files to and previews them from. Nobody may frame it.
 */
interface PolicyFacts {
  /** New for every answer; whoever can guess it can run a script. */
  nonce: string
  /** Where presigned URLs lead; null: unknown, then nothing can be sent or previewed until it is. */
  storeOrigin: string | null
  /** React's tools of development evaluate text, and the page hears of changes over a socket. */
  isDevelopment: boolean
}

export function contentSecurityPolicy({ nonce, storeOrigin, isDevelopment }: PolicyFacts): string {
  const store = storeOrigin === null ? [] : [storeOrigin]
  const directives: Record<string, readonly string[]> = {
    'default-src': ["'self'"],
    'script-src': [
      "'self'",
      `'nonce-${nonce}'`,
      "'strict-dynamic'",
      ...(isDevelopment ? ["'unsafe-eval'"] : []),
    ],
    // Widths of bars are style attributes, and menus and toasts bring a style element: neither can carry a nonce.
    'style-src': ["'self'", "'unsafe-inline'"],
    'img-src': ["'self'", 'data:', 'blob:', ...store],
    'media-src': ["'self'", ...store],
    'font-src': ["'self'"],
    'connect-src': ["'self'", ...store, ...(isDevelopment ? ['ws:'] : [])],
    // Checksums of large files are computed there, off the page.
    'worker-src': ["'self'"],
    // A PDF is fetched and shown from a local address, see `usePdfUrl`.
    'frame-src': ['blob:'],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    'frame-ancestors': ["'none'"],
  }
  return Object.entries(directives)
    .map(([name, sources]) => `${name} ${sources.join(' ')}`)
    .join('; ')
}

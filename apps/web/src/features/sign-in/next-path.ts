/** Any origin: what stays on it is a path, wherever this installation is. */
const SITE = 'http://site.invalid'

/**
 * Where to go after signing in: a path on this site and nothing else. Read as a browser will read it, which takes
 * `//elsewhere`, `/\elsewhere` and both with tabs or line breaks in between for the address of another site.
 */
export function nextPath(next: unknown): string {
  if (typeof next !== 'string' || !next.startsWith('/') || !URL.canParse(next, SITE)) return '/'
  const { origin, pathname, search, hash } = new URL(next, SITE)
  // A path may begin with two slashes on this site as well (`/.//elsewhere`), and given alone it no longer would be one.
  return origin === SITE && !pathname.startsWith('//') ? pathname + search + hash : '/'
}

import { hasMultipartForm } from './etag.ts'

/**
 * A client that claims something else than the store holds has said of those bytes that they are not its own. From then on
 * nobody but the client takes them: not a storage event, not the sweep. Which bytes they were is remembered by their ETag.
 */

/** Bytes without an ETag to know them by, as parts whose own ETags are no MD5s: none of this attempt counts as taken. */
export const ANY_ETAG = '*'

/** Parts and the object made of them may have ETags that cannot be compared; then they may be the same bytes. */
export function isDisputedEtag(disputedEtag: string | null, etag: string | null): boolean {
  if (disputedEtag === null) return false
  if (disputedEtag === ANY_ETAG || etag === null || disputedEtag === etag) return true
  return hasMultipartForm(disputedEtag) !== hasMultipartForm(etag)
}

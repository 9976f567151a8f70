import type { Source } from '../source/source.ts'

/** WebCrypto hashes only what lies in memory as a whole; beyond this the bytes go without a SHA-256. */
export const MAX_IN_MEMORY_BYTES = 64 * 1024 * 1024

/** The part of WebCrypto that is used. */
export interface Digester {
  digest(algorithm: string, bytes: ArrayBuffer): Promise<ArrayBuffer>
}

/**
 * SHA-256 in lower-case hex; `null` where the file is too large for it, or where there is no WebCrypto, as on pages that
 * are not served over HTTPS.
 */
export async function webSha256(source: Source, subtle: Digester | null): Promise<string | null> {
  if (subtle === null || source.blob === null || source.blob.size > MAX_IN_MEMORY_BYTES) return null
  const digest = await subtle.digest('SHA-256', await source.blob.arrayBuffer())
  return Array.from(new Uint8Array(digest), byte => byte.toString(16).padStart(2, '0')).join('')
}

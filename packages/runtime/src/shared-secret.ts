import { createHash, timingSafeEqual } from 'node:crypto'

/**
 * Whether an `Authorization` header carries the secret that two machines share. Digests have one length, so the time that
 * comparing takes tells nothing of it.
 */
export function isSharedSecret(authorization: string | undefined, secret: string): boolean {
  const given = /^bearer +(\S{1,512}) *$/i.exec(authorization ?? '')?.[1]
  return given !== undefined && timingSafeEqual(digest(given), digest(secret))
}

const digest = (text: string) => createHash('sha256').update(text).digest()

/** Checksums as S3 has them: full-object values in base64. */
export type ChecksumAlgorithm = 'SHA256' | 'CRC32' | 'CRC32C' | 'CRC64NVME'

export interface Checksum {
  algorithm: ChecksumAlgorithm
  /** base64 */
  value: string
}

/** Raw length of each digest in bytes; a value of another length cannot be one. */
export const CHECKSUM_BYTES: Record<ChecksumAlgorithm, number> = {
  SHA256: 32,
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
}

/** `file_hash` (lower-case hex) and the SHA256 checksum (base64) are the same fact in two spellings. */
export function checksumOfFileHash(fileHash: string): Checksum {
  return { algorithm: 'SHA256', value: base64OfFileHash(fileHash) }
}

export function base64OfFileHash(fileHash: string): string {
  return bytesToBase64(hexToBytes(fileHash))
}

export function fileHashOfChecksum(checksum: Checksum | null): string | null {
  return checksum?.algorithm === 'SHA256' ? fileHashOfSha256(checksum.value) : null
}

/** `null` for a value that is no SHA-256, such as a composite one. */
export function fileHashOfSha256(base64: string): string | null {
  const isBase64 = isChecksumValue({ algorithm: 'SHA256', value: base64 })
  return isBase64 ? base64ToHex(base64) : null
}

function base64ToHex(base64: string): string {
  return Array.from(atob(base64), char => char.charCodeAt(0).toString(16).padStart(2, '0')).join('')
}

export function isChecksumValue(checksum: Checksum): boolean {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(checksum.value) || checksum.value.length % 4 !== 0) return false
  const raw = atob(checksum.value)
  // Values are compared as text, so only the one canonical spelling of a digest will do.
  return raw.length === CHECKSUM_BYTES[checksum.algorithm] && btoa(raw) === checksum.value
}

function hexToBytes(hex: string): number[] {
  return Array.from(hex.matchAll(/../g), pair => Number.parseInt(pair[0], 16))
}

function bytesToBase64(bytes: number[]): string {
  return btoa(String.fromCharCode(...bytes))
}

import { createHash } from 'node:crypto'

/** Digests from their definitions, bit by bit, sharing nothing with the store: slow, and right by inspection. */
const crcs = {
  CRC32: { width: 32n, polynomial: 0xedb88320n },
  CRC32C: { width: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { width: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
} as const

export type ChecksumName = keyof typeof crcs | 'SHA256'
export const CHECKSUM_NAMES: readonly ChecksumName[] = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA256']

function reflectedCrc(
  data: Uint8Array,
  { width, polynomial }: { width: bigint; polynomial: bigint },
): Buffer {
  const ones = (1n << width) - 1n
  let crc = ones
  for (const byte of data) {
    crc ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) crc = crc & 1n ? (crc >> 1n) ^ polynomial : crc >> 1n
  }
  return Buffer.from((crc ^ ones).toString(16).padStart(Number(width / 4n), '0'), 'hex')
}

export function checksumOf(name: ChecksumName, data: Uint8Array): string {
  if (name === 'SHA256') return createHash('sha256').update(data).digest('base64')
  return reflectedCrc(data, crcs[name]).toString('base64')
}

const md5 = (data: Uint8Array) => createHash('md5').update(data).digest()

export function etagOf(data: Uint8Array): string {
  return `"${md5(data).toString('hex')}"`
}

/** The MD5 of the parts' MD5s, and how many there were. */
export function multipartEtagOf(parts: readonly Uint8Array[]): string {
  return `"${md5(Buffer.concat(parts.map(md5))).toString('hex')}-${parts.length}"`
}

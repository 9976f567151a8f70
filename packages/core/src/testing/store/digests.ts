import { createHash } from 'node:crypto'
import type { ChecksumAlgorithm } from '../../domain/checksum.ts'

export const md5Hex = (body: Uint8Array) => createHash('md5').update(body).digest('hex')

export const sha256Hex = (text: string) => createHash('sha256').update(text).digest('hex')

/** base64, as S3 gives full-object checksums. */
export function digestOf(algorithm: ChecksumAlgorithm, body: Uint8Array): string {
  switch (algorithm) {
    case 'SHA256':
      return createHash('sha256').update(body).digest('base64')
    case 'CRC32':
      return crc(body, { bits: 32, polynomial: 0xedb88320n })
    case 'CRC32C':
      return crc(body, { bits: 32, polynomial: 0x82f63b78n })
    case 'CRC64NVME':
      return crc(body, { bits: 64, polynomial: 0x9a6c9329ac4bc9b5n })
  }
}

/** Reflected CRC, initial value and final XOR all ones: the parameters of all three that S3 knows. */
function crc(body: Uint8Array, { bits, polynomial }: { bits: 32 | 64; polynomial: bigint }): string {
  const ones = (1n << BigInt(bits)) - 1n
  let value = ones
  for (const byte of body) {
    value ^= BigInt(byte)
    for (let bit = 0; bit < 8; bit += 1) value = value & 1n ? (value >> 1n) ^ polynomial : value >> 1n
  }
  return Buffer.from((value ^ ones).toString(16).padStart(bits / 4, '0'), 'hex').toString('base64')
}

import { createHash } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { createCRC32, createCRC64, type IHasher } from 'hash-wasm'

/** The algorithms of x-amz-checksum-*, all of them over the full object. */
export const CHECKSUM_ALGORITHMS = ['CRC32', 'CRC32C', 'CRC64NVME', 'SHA1', 'SHA256'] as const
export type ChecksumAlgorithm = (typeof CHECKSUM_ALGORITHMS)[number]
export type DigestAlgorithm = ChecksumAlgorithm | 'MD5'

export const DIGEST_BYTES: Record<DigestAlgorithm, number> = {
  CRC32: 4,
  CRC32C: 4,
  CRC64NVME: 8,
  MD5: 16,
  SHA1: 20,
  SHA256: 32,
}

export interface Hasher {
  update(chunk: Buffer): void
  digest(): Buffer
}

/** Reflected polynomials, as hash-wasm takes them. The CRC-64 of "123456789" is ae8b14860a799888. */
const CRC32C_POLYNOMIAL = 0x82f63b78
const CRC64NVME_POLYNOMIAL = '9a6c9329ac4bc9b5'

const wasmFactories = {
  CRC32C: () => createCRC32(CRC32C_POLYNOMIAL),
  CRC64NVME: () => createCRC64(CRC64NVME_POLYNOMIAL),
}

/** A WebAssembly instance costs more than hashing a small object, so finished ones are used again. */
const idle: Record<keyof typeof wasmFactories, IHasher[]> = { CRC32C: [], CRC64NVME: [] }
const MAX_IDLE = 16

async function createWasmHasher(algorithm: keyof typeof wasmFactories): Promise<Hasher> {
  const instance = idle[algorithm].pop() ?? (await wasmFactories[algorithm]())
  instance.init()
  return {
    update: chunk => void instance.update(chunk),
    digest: () => {
      const digest = Buffer.from(instance.digest('binary'))
      if (idle[algorithm].length < MAX_IDLE) idle[algorithm].push(instance)
      return digest
    },
  }
}

function createCrc32Hasher(): Hasher {
  let value = 0
  return {
    update: chunk => {
      value = crc32(chunk, value)
    },
    digest: () => {
      const digest = Buffer.alloc(4)
      digest.writeUInt32BE(value)
      return digest
    },
  }
}

export async function createHasher(algorithm: DigestAlgorithm): Promise<Hasher> {
  if (algorithm === 'CRC32') return createCrc32Hasher()
  if (algorithm === 'CRC32C' || algorithm === 'CRC64NVME') return createWasmHasher(algorithm)
  const hash = createHash(algorithm.toLowerCase())
  return { update: chunk => void hash.update(chunk), digest: () => hash.digest() }
}

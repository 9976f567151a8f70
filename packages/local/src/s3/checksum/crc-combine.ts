import type { ChecksumAlgorithm } from './hasher.ts'

/**
 * The CRC of parts laid end to end, from their CRCs and lengths alone. A CRC is a remainder of polynomials over GF(2):
 * appending n zero bits multiplies it by x^n, so crc(AB) = crc(A)·x^(8·|B|) + crc(B), all modulo the polynomial. The
 * all-ones at both ends that these three CRCs share cancel out in that sum.
 */
export type SizedCrc = { crc: Buffer; sizeBytes: number }

type CrcAlgorithm = Extract<ChecksumAlgorithm, `CRC${string}`>

/** Reflected: the highest bit stands for x^0. */
const fields: Record<CrcAlgorithm, { width: bigint; polynomial: bigint }> = {
  CRC32: { width: 32n, polynomial: 0xedb88320n },
  CRC32C: { width: 32n, polynomial: 0x82f63b78n },
  CRC64NVME: { width: 64n, polynomial: 0x9a6c9329ac4bc9b5n },
}

export function isCrc(algorithm: ChecksumAlgorithm): algorithm is CrcAlgorithm {
  return algorithm in fields
}

class CrcField {
  readonly #one: bigint
  readonly #polynomial: bigint
  /** x^(8·n) by n: nearly all parts of an upload have the same length. */
  readonly #shifts = new Map<number, bigint>()

  constructor(algorithm: CrcAlgorithm) {
    const { width, polynomial } = fields[algorithm]
    this.#one = 1n << (width - 1n)
    this.#polynomial = polynomial
  }

  append(first: bigint, second: bigint, secondBytes: number): bigint {
    return this.#multiply(first, this.#shiftBy(secondBytes)) ^ second
  }

  #multiply(left: bigint, right: bigint): bigint {
    let product = 0n
    let power = right
    for (let bit = this.#one; bit > 0n; bit >>= 1n) {
      if (left & bit) product ^= power
      power = power & 1n ? (power >> 1n) ^ this.#polynomial : power >> 1n
    }
    return product
  }

  #shiftBy(bytes: number): bigint {
    const known = this.#shifts.get(bytes)
    if (known !== undefined) return known
    // x^8, squared once per bit of the length.
    let square = this.#one >> 8n
    let shift = this.#one
    for (let left = BigInt(bytes); left > 0n; left >>= 1n) {
      if (left & 1n) shift = this.#multiply(shift, square)
      square = this.#multiply(square, square)
    }
    this.#shifts.set(bytes, shift)
    return shift
  }
}

function toNumber(crc: Buffer): bigint {
  return BigInt(`0x${crc.toString('hex')}`)
}

export function combineCrcs(algorithm: CrcAlgorithm, parts: readonly SizedCrc[]): Buffer {
  const field = new CrcField(algorithm)
  const crc = parts.reduce((sum, part) => field.append(sum, toNumber(part.crc), part.sizeBytes), 0n)
  const digits = Number(fields[algorithm].width / 4n)
  return Buffer.from(crc.toString(16).padStart(digits, '0'), 'hex')
}

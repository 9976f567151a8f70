import { createHasher, type DigestAlgorithm, type Hasher } from './hasher.ts'

/** Several digests over one pass of the bytes: exactly those somebody will look at, because each costs throughput. */
export class DigestSet {
  readonly #hashers: Map<DigestAlgorithm, Hasher>
  readonly #digests = new Map<DigestAlgorithm, Buffer>()

  private constructor(hashers: Map<DigestAlgorithm, Hasher>) {
    this.#hashers = hashers
  }

  static async create(algorithms: Iterable<DigestAlgorithm>): Promise<DigestSet> {
    const hashers = new Map<DigestAlgorithm, Hasher>()
    for (const algorithm of new Set(algorithms)) hashers.set(algorithm, await createHasher(algorithm))
    return new DigestSet(hashers)
  }

  update(chunk: Buffer): void {
    for (const hasher of this.#hashers.values()) hasher.update(chunk)
  }

  /** Ends all hashers on first use. Asking for one that was not planned is a bug. */
  digest(algorithm: DigestAlgorithm): Buffer {
    if (this.#digests.size === 0) {
      for (const [name, hasher] of this.#hashers) this.#digests.set(name, hasher.digest())
    }
    const digest = this.#digests.get(algorithm)
    if (!digest) throw new Error(`${algorithm} was not computed`)
    return digest
  }
}

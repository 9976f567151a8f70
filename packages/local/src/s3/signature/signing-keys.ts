import { signingKey } from './canonical-request.ts'

/** A week of presigned URLs and a clock that is off by some minutes need fewer. */
const MAX_KEYS = 16

/** The keys in use, one a day. Deriving one takes four HMACs, which is more than checking a signature with it. */
export class SigningKeys {
  readonly #secretAccessKey: string
  readonly #keys = new Map<string, Buffer>()

  constructor(secretAccessKey: string) {
    this.#secretAccessKey = secretAccessKey
  }

  get(scope: string): Buffer {
    const known = this.#keys.get(scope)
    if (known) return known
    if (this.#keys.size >= MAX_KEYS) this.#keys.clear()
    const key = signingKey(this.#secretAccessKey, scope)
    this.#keys.set(scope, key)
    return key
  }
}

/** One at a time per key, in the order asked. Held only around a check and the rename that depends on it. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>()

  async run<TResult>(key: string, work: () => Promise<TResult>): Promise<TResult> {
    const before = this.#tails.get(key)
    const done = Promise.withResolvers<void>()
    this.#tails.set(key, done.promise)
    try {
      await before
      return await work()
    } finally {
      done.resolve()
      if (this.#tails.get(key) === done.promise) this.#tails.delete(key)
    }
  }
}

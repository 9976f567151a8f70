/** One at a time per key, in the order asked. Held around a check, the sync of what was written, and its rename. */
export class KeyedLock {
  readonly #tails = new Map<string, Promise<void>>()

  isHeld(key: string): boolean {
    return this.#tails.has(key)
  }

  /** Waits for what is under way now, without joining the queue. */
  async settled(key: string): Promise<void> {
    await this.#tails.get(key)
  }

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

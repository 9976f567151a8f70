export type Watch = { wasRemoved: boolean }

/** Tells writes whose bodies are still coming that the object under their key was deleted meanwhile. */
export class RemovalWatch {
  readonly #watches = new Map<string, Set<Watch>>()

  start(key: string): Watch {
    const watch = { wasRemoved: false }
    const watches = this.#watches.get(key) ?? new Set()
    this.#watches.set(key, watches.add(watch))
    return watch
  }

  stop(key: string, watch: Watch): void {
    const watches = this.#watches.get(key)
    watches?.delete(watch)
    if (watches?.size === 0) this.#watches.delete(key)
  }

  note(key: string): void {
    for (const watch of this.#watches.get(key) ?? []) watch.wasRemoved = true
  }
}

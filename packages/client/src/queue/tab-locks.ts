/**
 * Which uploads another page of this browser has in its own list: those are not interrupted, and not to be discarded
 * here. Each page tells the others by a lock per upload (Web Locks), which ends with the page however it ends. Browsers
 * have locks on secure pages only; elsewhere each page takes itself for the only one.
 */
export interface TabLocks {
  /** From now on exactly these are in the hands of this page. */
  keep(uploadIds: readonly string[]): void
  /** In the hands of other pages. `onFreed` is called whenever one of them is let go. */
  ofOthers(): Promise<ReadonlySet<string>>
}

const PREFIX = 'landfall-upload '

export function createTabLocks(locks: LockManager | null, onFreed: () => void): TabLocks {
  const own = new Map<string, () => void>()
  const awaited = new Set<string>()

  function take(uploadId: string): void {
    const { promise, resolve } = Promise.withResolvers<void>()
    own.set(uploadId, resolve)
    // Shared: two pages may send the same file.
    locks?.request(PREFIX + uploadId, { mode: 'shared' }, () => promise).catch(() => undefined)
  }

  /** Granted once nobody holds it any more. */
  async function awaitEnd(uploadId: string): Promise<void> {
    if (awaited.has(uploadId)) return
    awaited.add(uploadId)
    await locks?.request(PREFIX + uploadId, () => undefined).catch(() => undefined)
    awaited.delete(uploadId)
    onFreed()
  }

  return {
    keep: uploadIds => {
      const kept = new Set(uploadIds)
      for (const [uploadId, release] of own) {
        if (kept.has(uploadId)) continue
        own.delete(uploadId)
        release()
      }
      for (const uploadId of kept) if (!own.has(uploadId)) take(uploadId)
    },
    ofOthers: async () => {
      const { held = [] } = (await locks?.query().catch(() => null)) ?? {}
      const names = held.map(({ name = '' }) => name).filter(name => name.startsWith(PREFIX))
      const others = names.map(name => name.slice(PREFIX.length)).filter(uploadId => !own.has(uploadId))
      for (const uploadId of others) void awaitEnd(uploadId)
      return new Set(others)
    },
  }
}

/** The part of `window` and `navigator` that tells whether there is a network; nothing of it in a service worker. */
export interface Network {
  navigator?: { onLine?: boolean }
  addEventListener?(type: 'online', listener: () => void): void
  removeEventListener?(type: 'online', listener: () => void): void
}

/**
 * `onLine: false` is certain, `true` is not: a network that leads nowhere looks the same. So this only keeps a device
 * without any network from using up its retries; it is no reason to send.
 */
export async function whenOnline(network: Network, signal: AbortSignal): Promise<void> {
  const { addEventListener: listen, removeEventListener: unlisten } = network
  if (network.navigator?.onLine !== false || !listen || !unlisten) return
  await new Promise<void>((resolve, reject) => {
    const done = (settle: () => void) => () => {
      unlisten.call(network, 'online', isBack)
      signal.removeEventListener('abort', isAborted)
      settle()
    }
    const isBack = done(resolve)
    const isAborted = done(() => reject(signal.reason))
    listen.call(network, 'online', isBack)
    signal.addEventListener('abort', isAborted, { once: true })
    if (signal.aborted) isAborted()
  })
}

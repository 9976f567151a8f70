import { createClient, globalFetch, type LandfallClient } from './create-client.ts'
import { startCrc64Worker } from './hash/worker-crc64.ts'
import type { LandfallClientOptions } from './options.ts'
import type { IndexedDb } from './pending/indexed-db-store.ts'
import { createBrowserPlatform } from './platform/browser-platform.ts'
import type { Network } from './platform/network.ts'
import type { XhrLike } from './send-put/xhr-put.ts'

export * from './exports.ts'

interface Page extends Network {
  XMLHttpRequest?: new () => XhrLike
  indexedDB?: IndexedDb
}

/** A client of one Landfall installation. Cheap; make one and keep it. */
export function createLandfallClient(options: LandfallClientOptions): LandfallClient {
  const page = globalThis as Page
  const { XMLHttpRequest: Xhr } = page
  const platform = createBrowserPlatform({
    createXhr: Xhr ? () => new Xhr() : null,
    subtle: globalThis.crypto?.subtle ?? null,
    fetch: options.fetch ?? globalFetch,
    startWorker: startCrc64Worker,
    network: page,
    indexedDb: page.indexedDB ?? null,
  })
  return createClient(platform, options)
}

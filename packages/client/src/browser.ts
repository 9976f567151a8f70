import { createClient, globalFetch, type LandfallClient } from './create-client.ts'
import type { LandfallClientOptions } from './options.ts'
import { createBrowserPlatform } from './platform/browser-platform.ts'
import type { XhrLike } from './send-put/xhr-put.ts'

export * from './exports.ts'

/** A client of one Landfall installation. Cheap; make one and keep it. */
export function createLandfallClient(options: LandfallClientOptions): LandfallClient {
  const { XMLHttpRequest: Xhr } = globalThis as { XMLHttpRequest?: new () => XhrLike }
  const platform = createBrowserPlatform({
    createXhr: Xhr ? () => new Xhr() : null,
    subtle: globalThis.crypto?.subtle ?? null,
    fetch: options.fetch ?? globalFetch,
  })
  return createClient(platform, options)
}

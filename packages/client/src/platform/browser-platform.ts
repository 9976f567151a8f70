import type { Fetch } from '../api/api-fetch.ts'
import { type Digester, webSha256 } from '../hash/web-sha256.ts'
import { type WorkerLike, workerCrc64 } from '../hash/worker-crc64.ts'
import { createIndexedDbStore, type IndexedDb } from '../pending/indexed-db-store.ts'
import { createFetchPut } from '../send-put/fetch-put.ts'
import { createXhrPut, type XhrLike } from '../send-put/xhr-put.ts'
import { blobOf } from '../source/blob-source.ts'
import { openBrowserSource } from '../source/browser-source.ts'
import { type Network, whenOnline } from './network.ts'
import type { Platform } from './platform.ts'

/** Browsers open six connections to one host over HTTP/1.1, which is what stores speak. */
const PARALLEL_PARTS = 6

/** What is taken from the browser, so that tests and odd runtimes can give their own. */
export interface BrowserParts {
  /** `null`: there is no XMLHttpRequest (service workers, edge runtimes). */
  createXhr: (() => XhrLike) | null
  /** `null`: not a secure context. */
  subtle: Digester | null
  fetch: Fetch
  startWorker: () => WorkerLike
  network: Network
  /** `null`: there is none. */
  indexedDb: IndexedDb | null
}

export function createBrowserPlatform(parts: BrowserParts): Platform {
  const { createXhr, subtle, fetch } = parts
  return {
    isBrowser: true,
    openSource: openBrowserSource,
    sha256: source => webSha256(source, subtle),
    crc64nvme: (body, signal) => workerCrc64(blobOf(body), signal, parts.startWorker),
    openStore: () => parts.indexedDb && createIndexedDbStore(parts.indexedDb),
    whenOnline: signal => whenOnline(parts.network, signal),
    parallelParts: PARALLEL_PARTS,
    sendPut: createXhr ? createXhrPut(createXhr) : createFetchPut(fetch),
  }
}

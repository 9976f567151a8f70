import type { Fetch } from '../api/api-fetch.ts'
import { type Digester, webSha256 } from '../hash/web-sha256.ts'
import { createFetchPut } from '../send-put/fetch-put.ts'
import { createXhrPut, type XhrLike } from '../send-put/xhr-put.ts'
import { openBrowserSource } from '../source/browser-source.ts'
import type { Platform } from './platform.ts'

/** What is taken from the browser, so that tests and odd runtimes can give their own. */
export interface BrowserParts {
  /** `null`: there is no XMLHttpRequest (service workers, edge runtimes). */
  createXhr: (() => XhrLike) | null
  /** `null`: not a secure context. */
  subtle: Digester | null
  fetch: Fetch
}

export function createBrowserPlatform({ createXhr, subtle, fetch }: BrowserParts): Platform {
  return {
    isBrowser: true,
    openSource: openBrowserSource,
    sha256: source => webSha256(source, subtle),
    sendPut: createXhr ? createXhrPut(createXhr) : createFetchPut(fetch),
  }
}

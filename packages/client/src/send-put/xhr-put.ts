import { blobOf } from '../source/blob-source.ts'
import type { PutOutcome, PutRequest, SendPut } from './send-put.ts'
import { storeAnswer } from './store-answer.ts'

/** The part of XMLHttpRequest that is used; the only browser API that reports the progress of an upload. */
export interface XhrLike {
  open(method: string, url: string): void
  setRequestHeader(name: string, value: string): void
  send(body: Blob): void
  abort(): void
  getResponseHeader(name: string): string | null
  readonly status: number
  readonly responseText: string
  readonly upload: { onprogress: ((event: { loaded: number }) => void) | null }
  onload: (() => void) | null
  onerror: (() => void) | null
  onabort: (() => void) | null
  ontimeout: (() => void) | null
}

/** The browser counts the bytes itself and forbids setting this one. */
const FORBIDDEN = 'content-length'

/** Nothing moved for so long: the connection is given up. As in Node. */
const IDLE_TIMEOUT_MS = 120_000

export function createXhrPut(createXhr: () => XhrLike, idleTimeoutMs = IDLE_TIMEOUT_MS): SendPut {
  return async request => {
    request.signal.throwIfAborted()
    const xhr = createXhr()
    return new Promise<PutOutcome>((resolve, reject) => {
      const abort = () => xhr.abort()
      let timer: ReturnType<typeof setTimeout> | undefined
      // Begins with the first bytes: before, the browser may be waiting for one of its six connections.
      const moved = () => {
        clearTimeout(timer)
        timer = setTimeout(abort, idleTimeoutMs)
      }
      const end = (finish: () => void) => () => {
        clearTimeout(timer)
        request.signal.removeEventListener('abort', abort)
        finish()
      }
      request.signal.addEventListener('abort', abort, { once: true })
      xhr.onload = end(() => resolve(answerOf(xhr, request)))
      // Nobody may read why: not the network's error, nor an answer that CORS hides.
      xhr.onerror = end(() => resolve({ kind: 'unanswered', cause: null }))
      xhr.ontimeout = end(() => resolve({ kind: 'unanswered', cause: null }))
      // Browsers also abort on their own, when the page is left or a phone goes to sleep: only our signal is a cancel.
      xhr.onabort = end(() =>
        request.signal.aborted ? reject(request.signal.reason) : resolve({ kind: 'unanswered', cause: null }),
      )
      xhr.upload.onprogress = event => {
        moved()
        request.onSent(event.loaded)
      }
      start(xhr, request)
    })
  }
}

function start(xhr: XhrLike, { url, headers, source }: PutRequest): void {
  xhr.open('PUT', url)
  for (const [name, value] of Object.entries(headers)) {
    if (name.toLowerCase() !== FORBIDDEN) xhr.setRequestHeader(name, value)
  }
  xhr.send(blobOf(source))
}

function answerOf(xhr: XhrLike, { source, onSent }: PutRequest): PutOutcome {
  const answer = storeAnswer(xhr.status, name => xhr.getResponseHeader(name), xhr.responseText)
  const isStored = answer.status >= 200 && answer.status <= 299
  // Small files end without a progress event of their own.
  if (isStored) onSent(source.sizeBytes)
  return answer
}

import type { Fetch } from '../api/api-fetch.ts'
import { blobOf } from '../source/blob-source.ts'
import type { SendPut } from './send-put.ts'
import { MAX_ERROR_BYTES, storeAnswer } from './store-answer.ts'

/** For service workers and edge runtimes, which have no XMLHttpRequest: progress is known only at the end. */
export function createFetchPut(fetch: Fetch): SendPut {
  return async ({ url, headers, source, signal, onSent }) => {
    const body = blobOf(source)
    try {
      const response = await fetch(url, { method: 'PUT', headers: { ...headers }, body, signal })
      const answer = storeAnswer(
        response.status,
        name => response.headers.get(name),
        (await response.text()).slice(0, MAX_ERROR_BYTES),
      )
      if (response.ok) onSent(source.sizeBytes)
      return answer
    } catch (cause) {
      signal.throwIfAborted()
      return { kind: 'unanswered', cause }
    }
  }
}

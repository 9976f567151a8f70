import type { S3EventMessage } from './event-record.ts'

/** `refused`: an answer that is no success. `unreachable`: no answer; the next event would not get one either. */
export type DeliveryOutcome = 'delivered' | 'refused' | 'unreachable'

/** Every delivery of every event passes through one such function, each attempt anew. */
export type DeliverEvent = (message: S3EventMessage, signal: AbortSignal) => Promise<DeliveryOutcome>

const TIMEOUT_MS = 10_000

/** Posts the message as JSON; any 2xx within ten seconds is a receipt. */
export function postEventsTo(url: string, secret?: string): DeliverEvent {
  const headers = {
    'content-type': 'application/json',
    ...(secret === undefined ? {} : { authorization: `Bearer ${secret}` }),
  }
  return async (message, signal) => {
    try {
      const response = await fetch(url, {
        method: 'POST',
        headers,
        body: JSON.stringify(message),
        redirect: 'manual',
        signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)]),
      })
      await response.body?.cancel()
      return response.ok ? 'delivered' : 'refused'
    } catch {
      return 'unreachable'
    }
  }
}

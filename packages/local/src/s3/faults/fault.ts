import type { S3ErrorCode } from '../s3-error.ts'

/** Whom a fault meets: all that is given has to hold. */
export type FaultScope = {
  /** S3's names, as in `PutObject`; `Preflight` for a browser's. Default: every one. */
  operations?: readonly string[]
  /** A request on a bucket as a whole has the empty key. */
  keyPrefix?: string
  /** Only requests that carry this header, in lower case. */
  withHeader?: string
  /** Only the next so many; then the fault is used up. */
  times?: number
}

/** What goes wrong with a request. Header names are in lower case; one that ends in `*` means all that begin so. */
export type RequestEffect =
  /** Before anything is done; a very long one is a store that hangs. */
  | { kind: 'delay'; ms: number }
  /** The body in either direction. */
  | { kind: 'throttle'; bytesPerSecond: number }
  /** Drops the connection when so much of the request's body has come. */
  | { kind: 'cutRequest'; afterBytes: number }
  /** Drops the connection when so much of the answer's body has left. */
  | { kind: 'cutResponse'; afterBytes: number }
  /** A refusal instead of the work, with the status that belongs to the code. */
  | { kind: 'error'; code: S3ErrorCode }
  /** Nothing is done, and the 200 has an error document in it, as S3 does when it has begun to answer. */
  | { kind: 'errorIn200'; code: S3ErrorCode }
  /** Does the work, then drops the connection. */
  | { kind: 'loseResponse' }
  /** As if the bucket had no CORS rule. */
  | { kind: 'noCors' }
  /** A header that is signed, and then not looked at. */
  | { kind: 'ignoreHeader'; header: string }
  /** A header that the answer does not have. */
  | { kind: 'hideHeader'; header: string }
  /** Holds the body to a checksum in the query of a presigned URL; S3 does not. */
  | { kind: 'checkQueryChecksum' }
  /** Lists come in pages of at most so many entries, whatever was asked for; S3 may do so at any time. */
  | { kind: 'shortPages'; entries: number }
  /** The store's clock is ahead (or, negative, behind). */
  | { kind: 'clockOffset'; ms: number }

/** What goes wrong with the events of a key. They know no operation and no headers; they count as met when delivered. */
export type EventEffect =
  | { kind: 'loseEvents' }
  | { kind: 'doubleEvents' }
  /** Each by so much, and with it those behind. */
  | { kind: 'delayEvents'; ms: number }
  /** An event waits until the next one has been delivered, the one after that waits again. */
  | { kind: 'reorderEvents' }

export type RequestFault = FaultScope & RequestEffect
export type EventFault = Pick<FaultScope, 'keyPrefix' | 'times'> & EventEffect
export type Fault = RequestFault | EventFault
export type FaultKind = Fault['kind']

export const EVENT_KINDS: ReadonlySet<FaultKind> = new Set([
  'loseEvents',
  'doubleEvents',
  'delayEvents',
  'reorderEvents',
] satisfies EventEffect['kind'][])

export function isEventFault(fault: Fault): fault is EventFault {
  return EVENT_KINDS.has(fault.kind)
}

/** `pattern` is a name, or the beginning of names and a `*`. */
export function meansHeader(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern
}

/** What a client or an admin can do, as data: the same list is played to the model and to the real thing. */
export type ScopeName = 'organization' | 'bucket' | 'owner'

export interface Create {
  kind: 'create'
  size: number | null
  createObject: boolean
  owner: string | null
  sendsHeaders: boolean
  /** Sent in parts, of which these small files have one. */
  inParts: boolean
  sharesBytes: boolean
  /** Value of the bucket's unique field. */
  n: number
  /** Idempotency-Key. */
  key: string | null
}

export type Op =
  | Create
  | { kind: 'put'; at: number; text: string }
  | { kind: 'confirm'; at: number; size: Claimed; etag: Claimed }
  | { kind: 'renew'; at: number; size: number | undefined }
  | { kind: 'cancel'; at: number; keepsBytes: boolean }
  | { kind: 'delete object'; at: number }
  | { kind: 'age'; at: number }
  | { kind: 'expire'; at: number }
  /** Long enough after its bytes were seen, if there are any. */
  | { kind: 'sweep'; at: number }
  /** The store tells of its newest key, perhaps twice, and what that queued is done; `isEarly`: of a key that nobody knows yet, too. */
  | { kind: 'store event'; at: number; times: number; isEarly: boolean }
  | { kind: 'limit'; scope: ScopeName; field: 'bytes' | 'objects'; limit: number | null }

export type Claimed = 'none' | 'right' | 'wrong'

/** `isLost`: all of it happens, and the answer of the ledger's last write never arrives. */
export type Step = { op: Op; isLost: boolean }

/** Which upload an op means, of those that there are; -1 is the newest. */
export const indexOf = (at: number, count: number) => (at + count) % count

/** What a caller is told: a state, a refusal's code, or the status of a PUT. */
export type Answer = string

export const TEXTS = ['', 'ab', 'cd', 'hello']

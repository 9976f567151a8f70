import type { RequestHeaders } from '../http/headers.ts'
import type { RequestTarget } from '../http/request-target.ts'
import type { Credential, StoreCredentials } from './credential.ts'

/** What a request says about its own signature, read from the Authorization header or the query, before it is checked. */
export type SignatureClaim = {
  credential: Credential
  timestamp: string
  /** Lower-case, in the order sent. */
  signedHeaders: string[]
  signature: string
  /** What stands for the body in the canonical request. */
  payloadHash: string
}

export type ClaimInput = {
  headers: RequestHeaders
  target: RequestTarget
  known: StoreCredentials
  now: Date
}

/** S3 allows a clock to be off by this much, in both directions. */
export const MAX_SKEW_MS = 15 * 60 * 1000

import type { PayloadRule } from '../signature/payload-rule.ts'
import type { Exchange } from './exchange.ts'
import type { RequestHeaders } from './headers.ts'
import type { RequestTarget } from './request-target.ts'

/** An authenticated request, as operations see it. */
export type S3Request = {
  method: string
  target: RequestTarget
  headers: RequestHeaders
  payload: PayloadRule
  exchange: Exchange
  /** When the request was taken up. */
  now: Date
}

import type { Body } from '../source/source.ts'

/** One PUT to a presigned URL. */
export interface PutRequest {
  url: string
  /** `upload_headers` of the server: signed, so exactly these are sent. */
  headers: Readonly<Record<string, string>>
  source: Body
  signal: AbortSignal
  /** Bytes handed to the network so far; grows. */
  onSent: (bytes: number) => void
}

export type PutOutcome =
  | {
      kind: 'answered'
      status: number
      /** As the store spells it; `null` where it cannot be read (CORS does not expose it). */
      etag: string | null
      retryAfterMs: number | null
      /** `<Code>` and `<Message>` of S3's error document. */
      storeCode: string | null
      storeMessage: string | null
    }
  /** No answer that can be read: the store may or may not have taken the bytes. */
  | { kind: 'unanswered'; cause: unknown }

/**
 * Sends the bytes once, without retrying and without holding them in memory. Rejects only for the source's own errors
 * and for an aborted signal; what the network or the store does is an outcome.
 */
export type SendPut = (request: PutRequest) => Promise<PutOutcome>

import type { Exchange, S3Response } from '../http/exchange.ts'
import type { RequestHeaders } from '../http/headers.ts'
import { Query } from '../http/request-target.ts'
import { errorResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { S3Error } from '../s3-error.ts'
import { meansHeader, type RequestEffect, type RequestFault } from './fault.ts'
import { dropConnection, pause, slowBody } from './hold-up.ts'

/** S3 begins these answers before the work is done, so that they may turn into an error after the 200. */
const ANSWERED_EARLY = ['CopyObject', 'UploadPartCopy', 'CompleteMultipartUpload']

type Kind = RequestEffect['kind']
type Effect<TKind extends Kind> = Extract<RequestEffect, { kind: TKind }>

const PAGE_LIMITS = ['max-keys', 'max-uploads', 'max-parts']

function limited(query: Query, entries: number): Query {
  const others = query.pairs.filter(([name]) => !PAGE_LIMITS.includes(name))
  const limits = PAGE_LIMITS.map(
    name => [name, String(Math.min(entries, Number(query.get(name) ?? entries)))] as const,
  )
  const encoded = [...others, ...limits].map(pair => pair.map(encodeURIComponent).join('='))
  return new Query(encoded.join('&'))
}

/**
 * One request and the faults that it has met, played at the points of its way where they bite: the clock before the
 * signature is checked, delays and refusals before any work, headers on their way in and out, bodies as they flow.
 */
export class FaultyRequest {
  readonly #exchange: Exchange
  readonly #operation: string
  readonly #faults: readonly RequestFault[]
  readonly #hold: AbortSignal

  constructor(
    exchange: Exchange,
    met: { operation: string; faults: readonly RequestFault[]; hold: AbortSignal },
  ) {
    this.#exchange = exchange
    this.#operation = met.operation
    this.#faults = met.faults
    this.#hold = met.hold
  }

  get hidesCors(): boolean {
    return this.#find('noCors') !== undefined
  }

  clock(now: () => Date): () => Date {
    const offsetMs = this.#find('clockOffset')?.ms ?? 0
    return () => new Date(now().getTime() + offsetMs)
  }

  /** Holds up the request, and refuses it where a fault says so. */
  async begin(): Promise<void> {
    const { exchange, hold } = this.#at
    const delayMs = this.#find('delay')?.ms
    if (delayMs !== undefined) await pause({ exchange, hold }, delayMs)
    const refusal = this.#find('error')
    if (refusal) throw new S3Error(refusal.code)
    this.#holdUpRequestBody()
  }

  /** The request as a store sees it that does not look at everything. Its signature has been checked by then. */
  alter(request: S3Request): S3Request {
    const { query } = request.target
    const ignored = this.#all('ignoreHeader')
    const hoisted = this.#find('checkQueryChecksum')
      ? query.pairs.filter(([name]) => /^x-amz-(sdk-)?checksum-/i.test(name))
      : []
    const headers: RequestHeaders = new Map(
      [...hoisted.map(([name, value]) => [name.toLowerCase(), value] as const), ...request.headers].filter(
        ([name]) => !ignored.some(({ header }) => meansHeader(header, name)),
      ),
    )
    const entries = this.#find('shortPages')?.entries
    const target =
      entries === undefined ? request.target : { ...request.target, query: limited(query, entries) }
    return { ...request, headers, target }
  }

  /** An error that comes where S3 has sent its 200 already. */
  errorIn200(): S3Response | undefined {
    const fault = this.#find('errorIn200')
    if (!fault || !ANSWERED_EARLY.includes(this.#operation)) return undefined
    return { ...errorResponse(this.#exchange, new S3Error(fault.code)), status: 200 }
  }

  /** undefined: no answer leaves, the connection is gone. */
  spoil(response: S3Response): S3Response | undefined {
    if (this.#find('loseResponse')) {
      if (typeof response.body === 'object') response.body.destroy()
      dropConnection(this.#exchange)
      return undefined
    }
    return { ...this.#slow(response), headers: this.#shownHeaders(response.headers) }
  }

  get #at() {
    return { exchange: this.#exchange, hold: this.#hold }
  }

  #slow(response: S3Response): S3Response {
    const { bytesPerSecond, afterBytes } = { ...this.#find('throttle'), ...this.#find('cutResponse') }
    const isBare = response.body === undefined || this.#exchange.req.method === 'HEAD'
    if (isBare || (bytesPerSecond === undefined && afterBytes === undefined)) return response
    return { ...response, body: slowBody(this.#at, response.body, { bytesPerSecond, afterBytes }) }
  }

  #shownHeaders(headers: Record<string, string>): Record<string, string> {
    const hidden = this.#all('hideHeader')
    const shown = Object.entries(headers).filter(
      ([name]) => !hidden.some(({ header }) => meansHeader(header, name.toLowerCase())),
    )
    return Object.fromEntries(shown)
  }

  #holdUpRequestBody(): void {
    const { bytesPerSecond, afterBytes } = { ...this.#find('throttle'), ...this.#find('cutRequest') }
    if (bytesPerSecond === undefined && afterBytes === undefined) return
    let receivedBytes = 0
    this.#exchange.onBodyChunk = async chunk => {
      receivedBytes += chunk.length
      if (bytesPerSecond !== undefined) await pause(this.#at, (chunk.length / bytesPerSecond) * 1000)
      if (afterBytes === undefined || receivedBytes < afterBytes) return
      dropConnection(this.#exchange)
      throw new S3Error('IncompleteBody')
    }
  }

  #all<TKind extends Kind>(kind: TKind): Effect<TKind>[] {
    return this.#faults.filter((fault): fault is RequestFault & Effect<TKind> => fault.kind === kind)
  }

  /** The one that was switched on last. */
  #find<TKind extends Kind>(kind: TKind): Effect<TKind> | undefined {
    return this.#all(kind).at(-1)
  }
}

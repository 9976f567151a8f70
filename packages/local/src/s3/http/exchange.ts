import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Readable } from 'node:stream'

/** One HTTP request and its answer, before S3 is looked for in it. */
export type Exchange = {
  req: IncomingMessage
  res: ServerResponse
  requestId: string
  hostId: string
  /** True while the client waits for 100 Continue before it sends the body. */
  awaitsContinue: boolean
  /** How long the client may be silent in the middle of a body. */
  bodyIdleMs: number
  /** Sees every piece of the request's body before it is used; may hold it up, or throw. */
  onBodyChunk?: (chunk: Buffer) => Promise<void>
}

export type S3Response = {
  status: number
  headers: Record<string, string>
  body?: string | Readable
}

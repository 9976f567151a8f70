import type { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type { Exchange, S3Response } from './exchange.ts'

const SERVER = 'LandfallS3'

function commonHeaders(exchange: Exchange): Record<string, string> {
  return { 'x-amz-request-id': exchange.requestId, 'x-amz-id-2': exchange.hostId, Server: SERVER }
}

/**
 * An answer may leave before the body has come in. The rest is read and dropped, because closing on unread bytes resets
 * the connection and the client may never see why it was refused. (Where the client still waits for 100 Continue, Node
 * ends the connection by itself.)
 */
function dropUnreadBody(exchange: Exchange): void {
  exchange.res.once('finish', () => exchange.req.resume())
}

async function sendStream(exchange: Exchange, body: Readable): Promise<void> {
  // A reader that goes away ends the pipeline with an error and closes the file; nobody is left to be told.
  await pipeline(body, exchange.res).catch(() => exchange.res.destroy())
}

export async function sendResponse(exchange: Exchange, response: S3Response): Promise<void> {
  const { req, res } = exchange
  const { body } = response
  try {
    if (res.destroyed) return
    dropUnreadBody(exchange)
    res.writeHead(response.status, { ...commonHeaders(exchange), ...response.headers })
    if (typeof body === 'object') await sendStream(exchange, body)
    else res.end(req.method === 'HEAD' ? undefined : body)
  } finally {
    // Nobody reads it when the client has gone before the answer, and only its end closes the object's file.
    if (typeof body === 'object') body.destroy()
  }
}

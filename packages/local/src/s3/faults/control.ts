import type { IncomingMessage, ServerResponse } from 'node:http'
import { isIP } from 'node:net'
import { json } from 'node:stream/consumers'
import type { FaultSet } from './fault-set.ts'

/**
 * The switches for tests of a store in another process: GET shows them with their hits, PUT puts a JSON array in their
 * place, DELETE clears them. There only when asked for, and for callers on the same machine. No bucket can have the
 * name, and a web page cannot call it: its preflight is refused, and so is any request that names an origin.
 */
const PATH = '/_faults'

export function isFaultControl(req: IncomingMessage): boolean {
  return req.url === PATH
}

function isLoopback(address = ''): boolean {
  const ipv4 = address.replace(/^::ffff:/, '')
  return address === '::1' || (isIP(ipv4) === 4 && ipv4.startsWith('127.'))
}

function reply(res: ServerResponse, status: number, body: unknown): void {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

async function change(faults: FaultSet, req: IncomingMessage): Promise<void> {
  const wanted = await json(req)
  if (!Array.isArray(wanted)) throw new TypeError('The body has to be an array of faults.')
  faults.replace(wanted)
}

export async function answerFaultControl(
  faults: FaultSet,
  { req, res }: { req: IncomingMessage; res: ServerResponse },
): Promise<void> {
  if (!isLoopback(req.socket.remoteAddress)) return reply(res, 403, { error: 'only from the same machine' })
  // A page whose own host name was pointed at this machine sends no preflight, but it cannot leave this header out.
  if (req.headers.origin !== undefined) return reply(res, 403, { error: 'not from a web page' })
  if (!['GET', 'PUT', 'DELETE'].includes(req.method ?? ''))
    return reply(res, 405, { error: 'no such method' })
  try {
    if (req.method === 'PUT') await change(faults, req)
    if (req.method === 'DELETE') faults.clear()
    reply(res, 200, faults.list())
  } catch (error) {
    reply(res, 400, { error: error instanceof Error ? error.message : String(error) })
  }
}

import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Four free ports for the product and one for an app beside it, from below those that a system hands out by itself (32768 and up on Linux, 49152 on macOS): a part
 * needs its port seconds later, and nobody's outgoing connection may sit on it then.
 */
export async function freePorts(): Promise<{ settings: Record<string, string>; app: string }> {
  const ports = new Set<number>()
  while (ports.size < 5) {
    const port = 20_000 + randomInt(12_000)
    if (await isFree(port)) ports.add(port)
  }
  const [api = '', s3 = '', postgres = '', web = '', app = ''] = [...ports].map(String)
  return { settings: { API_PORT: api, S3_PORT: s3, PG_PORT: postgres, WEB_PORT: web }, app }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise(done => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

import { randomInt } from 'node:crypto'
import { createServer } from 'node:net'

/**
 * Four free ports, from below those that a system hands out by itself (32768 and up on Linux, 49152 on macOS): a part
 * needs its port seconds later, and nobody's outgoing connection may sit on it then.
 */
export async function freePorts(): Promise<Record<string, string>> {
  const ports = new Set<number>()
  while (ports.size < 4) {
    const port = 20_000 + randomInt(12_000)
    if (await isFree(port)) ports.add(port)
  }
  const [api = '', s3 = '', postgres = '', web = ''] = [...ports].map(String)
  return { API_PORT: api, S3_PORT: s3, PG_PORT: postgres, WEB_PORT: web }
}

function isFree(port: number): Promise<boolean> {
  const server = createServer()
  return new Promise(done => {
    server.once('error', () => done(false))
    server.listen(port, '127.0.0.1', () => server.close(() => done(true)))
  })
}

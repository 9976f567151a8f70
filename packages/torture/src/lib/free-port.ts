import { createServer } from 'node:net'
import type { Random } from './random.ts'

const given = new Set<number>()

/** Below the range that systems give out by themselves, so that it is still free when a killed part takes it again. */
export async function freePort(random: Random): Promise<number> {
  for (;;) {
    const port = random.between(20_000, 32_000)
    if (given.has(port) || !(await isFree(port))) continue
    given.add(port)
    return port
  }
}

function isFree(port: number): Promise<boolean> {
  return new Promise(done => {
    const server = createServer()
    server.once('error', () => done(false))
    server.listen({ port, host: '127.0.0.1', exclusive: true }, () => server.close(() => done(true)))
  })
}

/**
 * The dashboard's process: the built Next app behind one HTTP server on loopback, with the life of every other process
 * of ours (`runProcess`): ready over IPC, a stop that lets requests end, an end when the parent is gone.
 */
import { createServer } from 'node:http'
import { join } from 'node:path'
import { runProcess, StartFailure } from '@landfall/runtime'
import next from 'next'

const hostname = process.env.HOST || '127.0.0.1'
const port = Number(process.env.WEB_PORT || 3000)

/** Set by `server/runtime.ts`, in the bundle; this file runs outside of it. */
type Shared = { [key: symbol]: Promise<{ close(): Promise<void> }> | undefined }

await runProcess(async () => {
  const app = next({ dev: false, dir: join(import.meta.dirname, '..'), hostname, port })
  await app.prepare()
  const handle = app.getRequestHandler()
  const server = createServer((request, response) => void handle(request, response))
  await new Promise<void>((resolve, reject) => {
    server.once('error', error => reject(new StartFailure(`The dashboard cannot listen: ${error.message}`)))
    server.listen(port, hostname, resolve)
  })
  return {
    log: console,
    async stop() {
      const closed = new Promise<void>(resolve => server.close(() => resolve()))
      server.closeIdleConnections()
      await closed
      await app.close()
      const runtime = await (globalThis as Shared)[Symbol.for('landfall.web.runtime')]
      await runtime?.close()
    },
  }
})

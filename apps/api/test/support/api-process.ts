import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { fileURLToPath } from 'node:url'
import type { TestInstallation } from '@landfall/runtime/testing'

/** The api as its own process over a test's installation, as `npm start` runs it; for what only a kill can show. */
export interface ApiProcess extends AsyncDisposable {
  readonly url: string
  readonly pid: number
  /** SIGKILL, and gone when this resolves. */
  kill(): Promise<void>
}

const MAIN = fileURLToPath(new URL('../../src/main.ts', import.meta.url))

export async function startApiProcess(installation: TestInstallation): Promise<ApiProcess> {
  const port = await freePort()
  const { env, database, faultyStore } = installation
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    env: {
      PATH: process.env.PATH,
      NODE_NO_WARNINGS: '1',
      DATABASE_URL: database.url,
      S3_ENDPOINT: faultyStore.endpoint,
      S3_BUCKET: env.S3_BUCKET,
      S3_ACCESS_KEY_ID: env.S3_ACCESS_KEY_ID,
      S3_SECRET_ACCESS_KEY: env.S3_SECRET_ACCESS_KEY,
      API_PORT: String(port),
      LOG_LEVEL: 'error',
    },
  })
  const complaints: string[] = []
  child.stderr?.on('data', chunk => complaints.push(String(chunk)))
  await Promise.race([once(child, 'message'), failWhenGone(child, complaints)])
  const kill = async () => {
    if (child.exitCode !== null || child.signalCode !== null) return
    child.kill('SIGKILL')
    await once(child, 'exit')
  }
  return { url: `http://127.0.0.1:${port}`, pid: child.pid ?? 0, kill, [Symbol.asyncDispose]: kill }
}

async function failWhenGone(child: ChildProcess, complaints: string[]): Promise<never> {
  await once(child, 'exit')
  throw new Error(`the api process ended before it was ready: ${complaints.join('')}`)
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as { port: number }
  server.close()
  await once(server, 'close')
  return port
}

import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { CREDENTIALS } from './test-store.ts'

export const MAIN = fileURLToPath(new URL('../../../src/s3/main.ts', import.meta.url))

export type StoreProcess = {
  child: ChildProcess
  endpoint: string
  /** Ends it by a signal and waits until it is gone. */
  stop(signal: NodeJS.Signals): Promise<{ code: number | null; signal: NodeJS.Signals | null }>
  [Symbol.asyncDispose](): Promise<void>
}

export function storeEnv(dir: string, port = 0): NodeJS.ProcessEnv {
  return {
    ...process.env,
    S3_DIR: dir,
    S3_PORT: String(port),
    S3_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    S3_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  }
}

export async function exitOf(child: ChildProcess) {
  if (child.exitCode === null && child.signalCode === null) await once(child, 'exit')
  return { code: child.exitCode, signal: child.signalCode }
}

/**
 * The store as its own process, as the product runs it. With `maxFileBytes` the system refuses it larger files, which
 * to the store is a disk that is full.
 */
export async function startStoreProcess(
  dir: string,
  options: { maxFileBytes?: number; env?: Record<string, string> } = {},
): Promise<StoreProcess> {
  const limit = options.maxFileBytes === undefined ? '' : `ulimit -f ${options.maxFileBytes / 512}; `
  const child = spawn('sh', ['-c', `${limit}exec "$0" "$1"`, process.execPath, MAIN], {
    env: { ...storeEnv(dir), ...options.env },
    stdio: ['ignore', 'ignore', options.maxFileBytes === undefined ? 'inherit' : 'ignore', 'ipc'],
  })
  const [message] = (await once(child, 'message')) as [{ type: string; endpoint: string }]
  if (message.type !== 'ready') throw new Error(`unexpected message ${message.type}`)
  const stop = (signal: NodeJS.Signals) => {
    child.kill(signal)
    return exitOf(child)
  }
  return {
    child,
    endpoint: message.endpoint,
    stop,
    async [Symbol.asyncDispose]() {
      await stop('SIGKILL')
    },
  }
}

import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface ContenderProcess extends AsyncDisposable {
  endpoint: string
}

export const CREDENTIALS = { accessKeyId: 'BENCH', secretAccessKey: 'bench-secret' }

const fileOf = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Over a folder of its own; process and folder are gone at the end of the scope. Both servers end with their parent. */
async function start(launch: (dir: string) => ChildProcess): Promise<ContenderProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'landfall-bench-'))
  const child = launch(dir)
  const [{ endpoint }] = (await once(child, 'message')) as [{ endpoint: string }]
  return {
    endpoint,
    async [Symbol.asyncDispose]() {
      const exited = once(child, 'exit')
      child.disconnect()
      await exited
      await rm(dir, { recursive: true })
    },
  }
}

/** The store as the product runs it. */
export function startStore(): Promise<ContenderProcess> {
  const variables = {
    S3_PORT: '0',
    S3_ACCESS_KEY_ID: CREDENTIALS.accessKeyId,
    S3_SECRET_ACCESS_KEY: CREDENTIALS.secretAccessKey,
  }
  const entry = fileOf('../../../local/src/s3/main.ts')
  return start(dir => fork(entry, { env: { ...process.env, ...variables, S3_DIR: dir } }))
}

export function startPlainServer(mode: 'sync' | 'no-sync'): Promise<ContenderProcess> {
  return start(dir => fork(fileOf('./plain-server.ts'), [dir, mode]))
}

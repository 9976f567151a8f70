import { createHash } from 'node:crypto'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * One store per folder: the key index and the locks live in one process. A listening local socket is the lock, because
 * the kernel drops it with the process, also after kill -9, where a file with a process id would lie. Its name is
 * derived from the folder; on Linux and Windows it is no file at all, elsewhere a socket file that may stay behind.
 */
export type DirectoryLock = { release: () => Promise<void> }

/** A store that is stopping still lets its requests end; the next one waits for that. */
const WAIT_MS = 8000
const RETRY_MS = 100

function socketAddress(dir: string): { address: string; staysBehind: boolean } {
  const name = `landfall-s3-${createHash('sha256').update(dir).digest('hex').slice(0, 24)}`
  if (process.platform === 'win32') return { address: `\\\\.\\pipe\\${name}`, staysBehind: false }
  if (process.platform === 'linux') return { address: `\0${name}`, staysBehind: false }
  return { address: join(tmpdir(), `${name}.sock`), staysBehind: true }
}

function tryListen(address: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy())
    server.unref()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(address, () => resolve(server))
  })
}

function isAnswered(address: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(address)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

export async function lockDirectory(dir: string): Promise<DirectoryLock> {
  await mkdir(dir, { recursive: true })
  const { address, staysBehind } = socketAddress(await realpath(dir))
  const giveUpAt = performance.now() + WAIT_MS
  for (;;) {
    const server = await tryListen(address)
    if (server) return { release: () => new Promise(resolve => server.close(() => resolve())) }
    if (staysBehind && !(await isAnswered(address))) await rm(address, { force: true })
    else if (performance.now() > giveUpAt) throw new Error(`another S3 store is running on ${dir}`)
    else await sleep(RETRY_MS)
  }
}

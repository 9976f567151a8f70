import { createHash } from 'node:crypto'
import { mkdir, realpath, rm } from 'node:fs/promises'
import { connect, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

/**
 * One store per folder: the key index and the locks live in one process. A listening local socket is the lock, because
 * the kernel drops it with the process, also after kill -9; a file with a process id would lie then. The socket's name
 * is derived from the folder, since a path inside it may be longer than a socket address can be.
 */
export type DirectoryLock = { release: () => Promise<void> }

/** A store that is stopping still lets its requests end; the next one waits for that. */
const WAIT_MS = 8000
const RETRY_MS = 100

function socketPath(dir: string): string {
  const name = `landfall-s3-${createHash('sha256').update(dir).digest('hex').slice(0, 24)}`
  return process.platform === 'win32' ? `\\\\.\\pipe\\${name}` : join(tmpdir(), `${name}.sock`)
}

function tryListen(path: string): Promise<Server | undefined> {
  return new Promise((resolve, reject) => {
    const server = createServer(socket => socket.destroy())
    server.unref()
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE') resolve(undefined)
      else reject(error)
    })
    server.listen(path, () => resolve(server))
  })
}

function isAlive(path: string): Promise<boolean> {
  return new Promise(resolve => {
    const socket = connect(path)
    socket.once('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.once('error', () => resolve(false))
  })
}

export async function lockDirectory(dir: string): Promise<DirectoryLock> {
  await mkdir(dir, { recursive: true })
  const path = socketPath(await realpath(dir))
  for (const giveUpAt = performance.now() + WAIT_MS; ; await sleep(RETRY_MS)) {
    const server = await tryListen(path)
    if (server) return { release: () => new Promise(resolve => server.close(() => resolve())) }
    // Left behind by a killed process: nobody answers, so the name is free to take.
    if (!(await isAlive(path))) await rm(path, { force: true })
    else if (performance.now() > giveUpAt) throw new Error(`another S3 store is running on ${dir}`)
  }
}

import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { open, rename, stat } from 'node:fs/promises'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'

/**
 * The least that one could write in Node: `plain-server.ts DIR [sync]`, bytes to a file with their MD5, and back. No
 * signature, no metadata, no other checksum. With `sync` an answered PUT survives a power cut, as it does with us.
 */
const [dir = '', mode] = process.argv.slice(2)
const isSyncing = mode === 'sync'

async function syncFolder(): Promise<void> {
  const folder = await open(dir, 'r')
  await folder.sync().finally(() => folder.close())
}

async function put(path: string, req: IncomingMessage, res: ServerResponse): Promise<void> {
  const md5 = createHash('md5')
  req.on('data', chunk => md5.update(chunk))
  const written = isSyncing ? `${path}.new` : path
  await pipeline(req, createWriteStream(written, { flush: isSyncing }))
  if (isSyncing) {
    await rename(written, path)
    await syncFolder()
  }
  res.writeHead(200, { etag: `"${md5.digest('hex')}"`, 'content-length': 0 }).end()
}

async function get(path: string, res: ServerResponse): Promise<void> {
  const { size } = await stat(path)
  res.writeHead(200, { 'content-length': size })
  await pipeline(createReadStream(path), res)
}

const server = createServer((req, res) => {
  const path = join(dir, encodeURIComponent(req.url ?? ''))
  const answered = req.method === 'PUT' ? put(path, req, res) : get(path, res)
  answered.catch(() => res.destroy())
})
process.once('disconnect', () => process.exit(0))
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  process.send?.({ endpoint: `http://127.0.0.1:${port}` })
})

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { open, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installPackage } from './support/install-package.ts'
import { startSinkApi } from './support/sink-api.ts'

const GB = 1_000_000_000
const MB = 1_000_000

/** The package as it is installed: the compiler of its sources would be the larger part of what is measured. */
let project: string
beforeAll(async () => {
  project = await installPackage()
  await writeFile(join(project, 'upload.js'), UPLOAD)
}, 120_000)
afterAll(() => rm(project, { recursive: true }))

/** A process that does nothing but upload one file, and tells its largest memory. */
const UPLOAD = `
import { createReadStream } from 'node:fs'
import { createLandfallClient } from '@landfall/client'
const [url, path, kind] = process.argv.slice(2)
let peakBytes = 0
const watch = setInterval(() => { peakBytes = Math.max(peakBytes, process.memoryUsage.rss()) }, 50)
const landfall = createLandfallClient({ url, apiKey: 'sk_test' })
await landfall.upload(kind === 'stream' ? createReadStream(path) : { path }, { bucket: 'b' })
clearInterval(watch)
process.send({ peakBytes })
`

/** The largest memory of a process of its own while it sends a sparse file of so many bytes. */
async function peakOf(sizeBytes: number, kind: 'file' | 'stream') {
  await using sink = await startSinkApi()
  const path = join(project, 'sparse')
  const file = await open(path, 'w')
  await file.truncate(sizeBytes)
  await file.close()
  const child = fork(join(project, 'upload.js'), [sink.url, path, kind], { execArgv: [] })
  const ended = once(child, 'exit').then(([code]) => Promise.reject(new Error(`It ended with ${code}`)))
  const [{ peakBytes }] = await Promise.race([once(child, 'message'), ended])
  ended.catch(() => undefined)
  const arrivedBytes = [...sink.parts.values()].reduce((sum, bytes) => sum + bytes, 0)
  return { peakMb: peakBytes / MB, arrivedBytes, claim: sink.claim }
}

it('a file of 10 GB goes through in less than 150 MB of memory, the process itself included', async () => {
  const { peakMb, arrivedBytes, claim } = await peakOf(10 * GB, 'file')
  expect(arrivedBytes).toBe(10 * GB)
  expect(claim).toMatchObject({ file_size_bytes: 10 * GB, checksum: { algorithm: 'CRC64NVME' } })
  expect(peakMb).toBeLessThan(150)
}, 600_000)

it('a stream of 2 GB, whose parts are held until they are stored, in less than 300 MB', async () => {
  const { peakMb, arrivedBytes, claim } = await peakOf(2 * GB, 'stream')
  expect(arrivedBytes).toBe(2 * GB)
  expect(claim).toMatchObject({ file_size_bytes: 2 * GB })
  expect(peakMb).toBeLessThan(300)
}, 600_000)

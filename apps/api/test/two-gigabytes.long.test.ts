import { readFile } from 'node:fs/promises'
import { createLandfallClient } from '@landfall/client'
import { expect, it } from 'vitest'
import { forkApi } from './support/forked-api.ts'
import { startApi } from './support/start-api.ts'

/** Bytes never pass through the server: its memory is the same before, during and after a file of 2 GB. */

const SIZE = 2_000_000_000
const CHUNK = new Uint8Array(1_000_000).fill(7)
const MIB = 1024 * 1024

async function* chunks() {
  for (let sent = 0; sent < SIZE; sent += CHUNK.length) yield CHUNK
}

async function residentBytes(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1]) * 1024
}

it('a file of 2 GB is confirmed, and the memory of the api does not move', { timeout: 600_000 }, async () => {
  await using installation = await startApi()
  await installation.runtime.ensureProbed()
  await using server = forkApi(installation.variables())
  const landfall = createLandfallClient({ url: await server.ready, apiKey: installation.tenant.apiKey })
  const pid = server.child.pid ?? 0
  // What a first request loads and compiles belongs to no file.
  await landfall.upload(CHUNK, { bucket: 'uploads' })

  const before = await residentBytes(pid)
  let peak = before
  const watching = setInterval(async () => {
    peak = Math.max(peak, await residentBytes(pid))
  }, 100)
  const { receipt, fileSizeBytes } = await landfall.upload(chunks(), {
    bucket: 'uploads',
    fileSizeBytes: SIZE,
  })
  clearInterval(watching)
  const after = await residentBytes(pid)

  const [first, most, last] = [before, peak, after].map(bytes => Math.round(bytes / MIB))
  process.stdout.write(
    `api memory (RSS): ${first} MiB before, at most ${most} MiB during, ${last} MiB after 2 GB\n`,
  )
  expect(fileSizeBytes).toBe(SIZE)
  // In parts, which the server puts together.
  expect(receipt).toMatchObject({ size: 'matched', guard: 'SERVER' })
  expect(peak - before).toBeLessThan(30 * MIB)
})

import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { watchPartPuts } from './support/part-puts.ts'
import {
  PARTS,
  type PartsInstallation,
  SHA256,
  startPartsInstallation,
  UPLOAD_PART,
} from './support/parts-installation.ts'

/** Files in parts: the client that people install, the real API and Postgres, and the embedded store with its faults. */
let here: PartsInstallation
beforeAll(async () => {
  here = await startPartsInstallation()
})
afterEach(() => here.heal())
afterAll(() => here[Symbol.asyncDispose]())

it('a large file is put together from parts that were each sent once', async () => {
  const { numbers } = watchPartPuts(here.api)
  const result = await here.upload()
  expect(result).toMatchObject({
    receipt: { size: 'matched', checksum: 'matched', guard: 'SERVER' },
    attempts: { puts: PARTS, renewals: 0, confirms: 1 },
  })
  expect(numbers.toSorted()).toEqual([1, 2, 3])
  expect(await here.storedSha256(result.uploadId)).toBe(SHA256)
})

it('it arrives whole when the network is cut in the middle of a part, and only that part is sent again', async () => {
  const cut = { kind: 'cutRequest', afterBytes: 1024 ** 2, times: 1 } as const
  here.api.store.faults.add({ ...cut, operations: UPLOAD_PART })
  const result = await here.upload()
  expect(result.attempts).toEqual({ puts: PARTS + 1, renewals: 0, confirms: 1 })
  expect(await here.storedSha256(result.uploadId)).toBe(SHA256)
})

it('it is gone on with after its process was killed, by another one, and no part is sent twice', async () => {
  const { api, dir, path } = here
  const resume = join(dir, 'state')
  const order = JSON.stringify({ path, bucket: api.tenant.bucket, ...here.optionsOf({ resume }) })
  const start = () =>
    fork(join(import.meta.dirname, 'support', 'upload-until-killed.ts'), [order], {
      execArgv: [],
      env: { PATH: process.env.PATH ?? '' },
    })
  // One part gets through; of the others the store never hears.
  const watch = watchPartPuts(api)
  watch.onPart = count => (count > 1 ? new Promise(() => undefined) : undefined)
  const first = start()
  const ended = once(first, 'exit')
  const client = here.connect({ resume })
  const stored = async () => {
    const [upload] = await client.resumable()
    if (!upload) return []
    const at = { bucket: api.tenant.bucket, upload_id: upload.uploadId }
    const { parts } = await client.trpc.uploads.listParts.query(at)
    return parts.map(part => part.part_number)
  }
  await expect.poll(stored, { timeout: 30_000 }).toHaveLength(1)
  first.kill('SIGKILL')
  expect((await ended)[1]).toBe('SIGKILL')
  const [before] = await stored()

  watch.numbers.length = 0
  watch.onPart = () => undefined
  const [{ uploadId }] = await once(start(), 'message')
  expect(watch.numbers.toSorted()).toEqual([1, 2, 3].filter(number => number !== before))
  expect(await here.storedSha256(uploadId)).toBe(SHA256)
  expect(await readdir(resume)).toEqual([])
}, 60_000)

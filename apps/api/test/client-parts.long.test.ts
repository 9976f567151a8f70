import { open, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createMemoryStore } from '@landfall/client'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import {
  BYTES,
  hurried,
  PART_BYTES,
  PARTS,
  type PartsInstallation,
  SHA256,
  sha256,
  startPartsInstallation,
  UPLOAD_PART,
} from './support/parts-installation.ts'

let here: PartsInstallation
beforeAll(async () => {
  here = await startPartsInstallation()
})
afterEach(() => here.heal())
afterAll(() => here[Symbol.asyncDispose]())

it.each([
  { what: 'the store is busy', kind: 'error', code: 'SlowDown', times: 3 },
  { what: 'answers are lost after the store took the part', kind: 'loseResponse', times: 2 },
  {
    what: 'the store’s clock says that a URL has run out',
    kind: 'clockOffset',
    ms: 2 * 86_400_000,
    times: 2,
  },
] as const)('a large file arrives whole although $what, and only those parts are sent again', async fault => {
  const { what: _, ...effect } = fault
  here.api.store.faults.add({ ...effect, operations: UPLOAD_PART })
  const result = await here.upload()
  expect(result.attempts).toEqual({ puts: PARTS + fault.times, renewals: 0, confirms: 1 })
  expect(await here.storedSha256(result.uploadId)).toBe(SHA256)
})

it.each([
  { what: 'an error inside the 200', kind: 'errorIn200', code: 'InternalError', times: 1 },
  { what: 'no answer at all', kind: 'loseResponse', times: 1 },
  { what: 'everything slowly', kind: 'throttle', bytesPerSecond: 20 * 1024 ** 2 },
] as const)('it is put together although the store answers $what, and nothing is sent again', async fault => {
  const { what: _, ...effect } = fault
  const operations = ['CompleteMultipartUpload', ...(fault.kind === 'throttle' ? UPLOAD_PART : [])]
  here.api.store.faults.add({ ...effect, operations })
  const result = await here.upload()
  expect(result.attempts).toMatchObject({ puts: PARTS, renewals: 0 })
  expect(await here.storedSha256(result.uploadId)).toBe(SHA256)
})

it('it waits for a store that is away', async () => {
  here.api.faultyStore.fail('refuse', ({ method }) => method === 'PUT')
  let waits = 0
  const sleep = async () => {
    waits += 1
    if (waits === 8) here.api.faultyStore.heal()
    await hurried.sleep()
  }
  const result = await here.upload({ clock: { ...hurried, sleep } })
  expect(result.attempts.renewals).toBe(0)
  expect(await here.storedSha256(result.uploadId)).toBe(SHA256)
})

it('another file that has all signs of the same one is found by its checksum, and sent as a whole', async () => {
  const { api, dir } = here
  const resume = createMemoryStore()
  const path = join(dir, 'changed.mov')
  const at = new Date('2026-11-22T10:00:00Z')
  await writeFile(path, BYTES)
  await utimes(path, at, at)
  api.store.faults.add({ kind: 'error', code: 'AccessDenied', operations: UPLOAD_PART })
  const upload = () => here.connect({ resume }).upload({ path }, { bucket: api.tenant.bucket })
  await expect(upload()).rejects.toMatchObject({ code: 'PUT_REFUSED' })
  here.heal()
  const uploadId = (await resume.list())[0]?.uploadId ?? ''
  // A part of what the file was before.
  const asked = { bucket: api.tenant.bucket, upload_id: uploadId, part_numbers: [2] }
  const { parts } = await here.connect().trpc.uploads.signParts.mutate(asked)
  const before = BYTES.subarray(PART_BYTES, 2 * PART_BYTES)
  await fetch(parts[0]?.presigned_url ?? '', { method: 'PUT', body: before })
  const changed = Buffer.from(BYTES)
  BYTES.copy(changed, PART_BYTES + 5000, 0, 100)
  const file = await open(path, 'r+')
  await file.write(changed, 0, changed.length, 0)
  await file.close()
  await utimes(path, at, at)

  const result = await upload()
  expect(result).toMatchObject({ uploadId, attempts: { renewals: 1, confirms: 2 } })
  expect(await here.storedSha256(uploadId)).toBe(sha256(changed))
})

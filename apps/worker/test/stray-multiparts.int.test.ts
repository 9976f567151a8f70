import { startTestInstallation } from '@landfall/runtime/testing'
import { expect, it } from 'vitest'
import { startWorker } from '../src/index.ts'
import { BYTES, callerOf } from './support/uploads.ts'

/** One file in one part, as far as its bytes. */
async function sendInParts(caller: Awaited<ReturnType<typeof callerOf>>) {
  const { upload_id, s3_key } = await caller.uploads.create({
    bucket: 'uploads',
    filename: 'a.bin',
    content_type: 'a/b',
    file_size_bytes: BYTES.length,
    multipart: { part_size_bytes: 8 * 1024 ** 2 },
    skip_duplicates: false,
  })
  const ref = { bucket: 'uploads', upload_id }
  const { parts } = await caller.uploads.signParts({ ...ref, part_numbers: [1] })
  for (const { presigned_url } of parts) await fetch(presigned_url, { method: 'PUT', body: BYTES })
  return { ref, s3_key }
}

it('of lost answers are aborted, at the last look or in the night, and what is served stays', async () => {
  await using installation = await startTestInstallation()
  const { runtime, database } = installation
  const { store, storeProfile } = runtime.services
  const caller = await callerOf(installation)
  const served = await sendInParts(caller)
  const canceled = await sendInParts(caller)
  const keys = [served.s3_key, canceled.s3_key, 'strangers/key']
  for (const key of keys) await store.createMultipart({ key, contentType: 'a/b' })
  await caller.uploads.confirm(served.ref)
  await caller.uploads.cancel(canceled.ref)
  await storeProfile.invalidate()
  await database.sql(
    `UPDATE stored_key SET next_delete_at = now(), doomed_until = now() WHERE state = 'doomed'`,
  )
  const openAt = async () =>
    (await Promise.all(keys.map(key => store.listMultiparts(key)))).map(ids => ids.length)

  const worker = await startWorker(runtime, { pollIntervalMs: 100 })
  try {
    await expect.poll(openAt, { timeout: 15_000 }).toEqual([1, 0, 1])
    await database.sql(`SELECT graphile_worker.add_job('abort-stray-multiparts')`)
    await expect.poll(openAt, { timeout: 15_000 }).toEqual([0, 0, 1])
  } finally {
    await worker.stop()
  }
  const { status, s3_key } = await caller.uploads.get(served.ref)
  expect([status, s3_key]).toEqual(['COMPLETED', served.s3_key])
  expect(await store.head(s3_key)).toMatchObject({ sizeBytes: BYTES.length })
})

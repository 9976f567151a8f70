import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { startWorker } from '../src/index.ts'
import { type Caller, callerOf, putBytes, storeUpload } from './support/uploads.ts'

let installation: TestInstallation
let caller: Caller
beforeEach(async () => {
  installation = await startTestInstallation()
  caller = await callerOf(installation)
})
afterEach(() => installation[Symbol.asyncDispose]())

/** What is due runs as soon as a worker starts. */
async function runWorkerUntil(isDone: () => Promise<boolean>): Promise<void> {
  const worker = await startWorker(installation.runtime, { pollIntervalMs: 100 })
  try {
    await expect.poll(isDone, { timeout: 10_000 }).toBe(true)
  } finally {
    await worker.stop()
  }
}

const stateOf = async (key: string) => {
  const rows = await installation.database.sql<{ state: string }>(
    'SELECT state FROM stored_key WHERE key = $1',
    [key],
  )
  return rows[0]?.state
}
const lies = async (key: string) => (await installation.listKeys()).includes(key)

describe('doomed keys', () => {
  it('of canceled uploads vanish from the store, and nothing else does', async () => {
    const canceled = await storeUpload(caller)
    const open = await storeUpload(caller)
    const kept = await storeUpload(caller)
    await caller.uploads.cancel(canceled.ref)
    await caller.uploads.cancel({ ...kept.ref, delete_s3_object: false })
    await runWorkerUntil(async () => !(await lies(canceled.s3_key)))

    expect((await installation.listKeys()).sort()).toEqual([open.s3_key, kept.s3_key].sort())
    expect(await stateOf(canceled.s3_key)).toBe('doomed')
    expect((await caller.uploads.confirm(open.ref)).status).toBe('COMPLETED')
  })

  it('of sealed and deleted objects vanish: the put key after the confirm, the seal after the delete', async () => {
    const upload = await storeUpload(caller)
    const confirmed = await caller.uploads.confirm(upload.ref)
    const { s3_key: seal } = await caller.uploads.get(upload.ref)
    await runWorkerUntil(async () => !(await lies(upload.s3_key)))
    expect(await installation.listKeys()).toEqual([seal])

    await caller.objects.delete({ bucket: 'uploads', object_id: confirmed.object_id ?? '' })
    await runWorkerUntil(async () => !(await lies(seal)))
    expect(await installation.listKeys()).toEqual([])
  })

  it('are deleted again when a late PUT comes, and gone once none can come any more', async () => {
    const upload = await storeUpload(caller)
    await caller.uploads.cancel(upload.ref)
    await runWorkerUntil(async () => !(await lies(upload.s3_key)))

    expect((await putBytes(upload)).status).toBe(200)
    await installation.database.sql('UPDATE stored_key SET next_delete_at = now() WHERE key = $1', [
      upload.s3_key,
    ])
    await runWorkerUntil(async () => !(await lies(upload.s3_key)))
    expect(await stateOf(upload.s3_key)).toBe('doomed')

    await installation.database.sql(
      'UPDATE stored_key SET next_delete_at = now(), doomed_until = now() WHERE key = $1',
      [upload.s3_key],
    )
    await runWorkerUntil(async () => (await stateOf(upload.s3_key)) === 'gone')
  })

  it('wait for a store that is down', async () => {
    const upload = await storeUpload(caller)
    await caller.uploads.cancel(upload.ref)
    installation.faultyStore.fail('refuse')
    await runWorkerUntil(async () =>
      installation.logLines.some(line => line.includes('could not delete a doomed key')),
    )
    expect(await stateOf(upload.s3_key)).toBe('doomed')
    installation.faultyStore.heal()
    expect(await lies(upload.s3_key)).toBe(true)

    await installation.database.sql('UPDATE stored_key SET next_delete_at = now() WHERE key = $1', [
      upload.s3_key,
    ])
    await runWorkerUntil(async () => !(await lies(upload.s3_key)))
  })
})

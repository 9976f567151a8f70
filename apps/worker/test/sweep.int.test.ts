import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startWorker, type Worker } from '../src/index.ts'
import { type Caller, callerOf, storeUpload } from './support/uploads.ts'

let installation: TestInstallation
let caller: Caller
const workers: Worker[] = []
beforeEach(async () => {
  installation = await startTestInstallation({ settings: { SWEEP_PAUSE_SECONDS: '1' } })
  caller = await callerOf(installation)
})
afterEach(async () => {
  await Promise.all(workers.splice(0).map(worker => worker.stop()))
  await installation[Symbol.asyncDispose]()
})

const startOne = async () => {
  workers.push(await startWorker(installation.runtime, { pollIntervalMs: 100 }))
}

/** As if it had been created so long ago. */
const age = (seconds: number) =>
  installation.database.sql(
    `UPDATE upload SET created_at = created_at - make_interval(secs => $1), next_check_at = next_check_at - make_interval(secs => $1),
       bytes_seen_at = bytes_seen_at - make_interval(secs => $1), expires_at = expires_at - make_interval(secs => $1),
       settle_until = settle_until - make_interval(secs => $1)`,
    [seconds],
  )

const isSeen = async () => {
  const rows = await installation.database.sql('SELECT 1 FROM upload WHERE bytes_seen_at IS NOT NULL')
  return rows.length === 1
}

it('settles what nobody confirms, as soon as it is due, and writes down its runs', async () => {
  const { ref } = await storeUpload(caller)
  await age(61)
  await startOne()
  await expect.poll(isSeen, { timeout: 10_000 }).toBe(true)
  // Two seconds before the grace is over: the run that looks for what is due next plans the one that settles.
  await age(118)
  await startOne()
  await expect.poll(async () => (await caller.uploads.get(ref)).status, { timeout: 15_000 }).toBe('COMPLETED')
  expect(await caller.uploads.get(ref)).toMatchObject({ receipt: { settled_by: 'sweep' } })

  const { runs } = installation.runtime.services
  const since = new Date(Date.now() - 3_600_000)
  await expect
    .poll(() => runs.totals('sweep-uploads', since), { timeout: 10_000 })
    .toMatchObject({ looked_at: 2, seen: 1, settled: 1, expired: 0, errors: 0 })
}, 60_000)

it('is shared by workers side by side, each upload settled or expired once', async () => {
  const stored = await Promise.all(Array.from({ length: 6 }, () => storeUpload(caller)))
  const empty = await Promise.all(
    Array.from({ length: 6 }, (_, index) =>
      caller.uploads.create({
        bucket: 'uploads',
        filename: `${index}.txt`,
        content_type: 'text/plain',
        file_size_bytes: 5,
      }),
    ),
  )
  await age(2 * 86_400)
  await Promise.all([startOne(), startOne(), startOne()])
  const statuses = async () => {
    const { results } = await caller.uploads.list({ limit: 50 })
    return results.map(({ status }) => status).sort()
  }
  const expected = [...stored.map(() => 'COMPLETED'), ...empty.map(() => 'FAILED')]
  await expect.poll(statuses, { timeout: 20_000 }).toEqual(expected)
  const ends = await installation.database.sql(
    `SELECT 1 FROM quota_entry WHERE kind IN ('settle', 'release')`,
  )
  expect(ends).toHaveLength(12)
  expect((await caller.admin.verifyQuotas({})).drifts).toEqual([])
}, 60_000)

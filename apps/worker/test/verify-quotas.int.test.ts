import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startWorker } from '../src/index.ts'
import { schedule } from '../src/tasks/task-list.ts'
import { callerOf, storeUpload } from './support/uploads.ts'

let installation: TestInstallation
beforeAll(async () => {
  installation = await startTestInstallation()
})
afterAll(() => installation[Symbol.asyncDispose]())

it('the nightly look reports drift and repairs nothing', async () => {
  const { runtime, database, logLines, tenant } = installation
  const caller = await callerOf(installation)
  await caller.uploads.confirm((await storeUpload(caller)).ref)
  const bucket = `bucket:${tenant.bucketId}`
  await database.sql('UPDATE quota SET used_bytes = used_bytes + 7 WHERE id = $1', [bucket])
  const counters = () => database.sql('SELECT used_bytes, reserved_bytes FROM quota WHERE id = $1', [bucket])
  const before = await counters()

  const worker = await startWorker(runtime, { pollIntervalMs: 100 })
  try {
    await database.sql(`SELECT graphile_worker.add_job('verify-quotas')`)
    await expect
      .poll(() => logLines.some(line => line.includes('verified the quotas')), { timeout: 15_000 })
      .toBe(true)
  } finally {
    await worker.stop()
  }
  const reports = logLines.filter(line => line.includes('a quota drifts')).map(line => JSON.parse(line))
  expect(reports).toMatchObject([{ quotaId: bucket, counters: expect.anything(), actual: expect.anything() }])
  expect(reports[0].counters.usedBytes).toBe(reports[0].actual.usedBytes + 7)
  expect(await counters()).toEqual(before)
  expect(await database.sql(`SELECT id FROM quota_entry WHERE kind = 'repair'`)).toEqual([])
})

it('is in the schedule once a night, and made up for if a night was missed', () => {
  const nightly = schedule().filter(({ task }) => task === 'verify-quotas')
  expect(nightly).toMatchObject([{ options: { backfillPeriod: 86_400_000 } }])
})

import { deleteDoomedKeys, removeOldRecords, runTask } from '@landfall/core/services'
import { createTestServices, expectBalanced } from '@landfall/core/testing'
import { expect, it } from 'vitest'
import { create, NOTHING, quotaOf } from '../support/uploads.ts'

const DAY = 86_400

it('rows of a deleted bucket go after its bytes; its task and its name stay what they were', async () => {
  const test = await createTestServices()
  const { caller, db, deps, place } = test
  const bucket = await caller.buckets.create({ bucket_name: 'films', bucket_schema: { properties: {} } })
  for (const fields of [{}, { create_object_on_confirm: false }, { owner: 'ada' }]) {
    const { ref, put } = await create(test, { bucket: bucket.bucket_id, ...fields })
    await put()
    if (fields.owner === undefined) await caller.uploads.confirm({ ...ref, bucket: bucket.bucket_id })
  }
  const { task_id } = await caller.buckets.delete({ bucket: 'films' })
  await runTask(deps, task_id)
  await deleteDoomedKeys(deps)
  expect(await removeOldRecords(deps)).toEqual({ removed: 0, buckets: 0 })
  expect(db.tables.uploads.size).toBe(3)
  // A PUT that began in time may still have ended.
  await db.stage.elapse(2 * DAY)
  await deleteDoomedKeys(deps)
  expect(await removeOldRecords(deps)).toEqual({ removed: 3, buckets: 1 })
  expect([db.tables.uploads.size, db.tables.keys.size, db.tables.buckets.size]).toEqual([0, 0, 1])
  expect(await caller.tasks.get({ task_id })).toMatchObject({ status: 'COMPLETED' })
  expect(await quotaOf(test)).toEqual(NOTHING)
  expectBalanced(await db.books())
  expect((await db.quotaAudit.verify(place.organizationId)).drifts).toEqual([])
  expect(await removeOldRecords(deps)).toEqual({ removed: 0, buckets: 0 })
})

import type { Place } from '@landfall/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { agreements, checkAgreement, seedRows } from './support/filter-uploads.ts'

/** The same rows and filters every time; the long test takes others. */
const SEED = 20261123
let test: TestDatabase
let place: Place

beforeAll(async () => {
  test = await createTestDatabase()
  place = await seedRows(test.db, { seed: SEED, count: 80 })
})
afterAll(() => test[Symbol.asyncDispose]())

/** Runs: enough that every operator meets every type of field; the long test has many times more. */
it.each([
  ['uploads', 120],
  ['objects', 60],
  ['buckets', 30],
  ['tasks', 30],
])('the filter and the sort of %s mean in the database what they mean in memory', async (name, numRuns) => {
  await checkAgreement({ db: test.db, place, numRuns, seed: SEED }, name)
})

it('there are rows enough, and all of one tenant', async () => {
  const { uploads, objects, buckets, tasks } = await agreements(test.db, place)
  expect(uploads?.rows.length).toBe(72)
  for (const list of [objects, buckets, tasks]) expect(list?.rows.length).toBeGreaterThan(3)
})

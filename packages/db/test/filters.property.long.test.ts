import { afterAll, beforeAll, it } from 'vitest'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { checkAgreement, seedRows } from './support/filter-uploads.ts'

let test: TestDatabase

beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

it.each(['uploads', 'objects', 'buckets', 'tasks'])('other rows and many more filters of %s', async name => {
  const seed = Math.trunc(Math.random() * 2 ** 31)
  const place = await seedRows(test.db, { seed, count: 200 })
  await checkAgreement({ db: test.db, place, numRuns: 2_000, seed }, name)
})

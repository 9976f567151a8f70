/** What a filter of the caller's choice may cost: nothing but its own time. */
import { type Filter, InfrastructureError, parseFilter, UPLOAD_CATALOG } from '@landfall/core/domain'
import { newUpload, type Place, seedPlace, seedUpload } from '@landfall/core/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { connect, type Database } from '../src/index.ts'
import { portsOf } from './support/contract-harness.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'

let test: TestDatabase
let patient: Database
let place: Place
const LONG = 'a'.repeat(60_000)

beforeAll(async () => {
  test = await createTestDatabase({ filterTimeoutMs: 500 })
  patient = connect({ databaseUrl: test.url, filterTimeoutMs: 60_000, statementTimeoutMs: 60_000 })
  place = await seedPlace(portsOf(test.db))
  for (const text of [LONG, `${LONG}b`]) await seedUpload(portsOf(test.db), { ...place, metadata: { text } })
})
afterAll(async () => {
  await patient.close()
  await test[Symbol.asyncDispose]()
})

const list = (written: object, db: Database = test.db) => {
  const limits = { depth: 10, conditions: 100, values: 1000, textCharacters: 1000 }
  const { filter, issues } = parseFilter(written, UPLOAD_CATALOG, limits)
  expect(issues).toEqual([])
  return portsOf(db).uploads.list(place, { bucketId: null, limit: 10, filter: filter as Filter })
}
const matching = (value: string, db?: Database) =>
  list({ AND: [{ field: 'metadata.text', operator: 'regex', value }] }, db)

const stillRunning = async () => {
  const { rows } = await test.db.pool.query(
    `SELECT query FROM pg_stat_activity WHERE datname = current_database() AND state = 'active'
       AND backend_type = 'client backend' AND pid <> pg_backend_pid()`,
  )
  return rows
}

describe('a regular expression', () => {
  // Each takes for ever where a matcher goes back and tries again, or where it writes all repetitions out.
  it.each([
    '(a+)+$',
    '(a|a)*c',
    '(a|aa)+$',
    '^(a?){99}a{99}c',
    '(.*)(.*)(.*)(.*)(.*)(.*)c',
    '((a?){10}){40}c',
    '[^c]*[^c]*[^c]*[^c]*c$',
    '(a{1,30}){1,30}(b|c)*d',
  ])('%s comes to an end, one way or the other', async pattern => {
    const ended = await matching(pattern).then(
      ({ uploads }) => uploads.length <= 2,
      (error: unknown) => error instanceof InfrastructureError && error.code === 'FILTER_TOO_SLOW',
    )
    expect(ended).toBe(true)
    // Who is told that it took too long is told a moment before the server has put everything away.
    await vi.waitFor(async () => expect(await stillRunning()).toEqual([]), { timeout: 10_000 })
  })

  it('finds what it means in a long text', async () => {
    expect((await matching('^a+$', patient)).uploads).toHaveLength(1)
    expect((await matching('ab$', patient)).uploads).toHaveLength(1)
    expect((await matching('c', patient)).uploads).toEqual([])
  })
})

it('as many conditions as there may be are one statement that Postgres takes', async () => {
  const value = { a: [1, { b: 'c' }] }
  const conditions = Array.from({ length: 98 }, (_, index) => ({ [`metadata.a${index}.b.c.d`]: value }))
  const values = Array.from({ length: 100 }, (_, index) => index)
  const several = { OR: [...conditions, { field: 'metadata.n', operator: 'in', value: values }] }
  expect((await list(several, patient)).uploads).toEqual([])
  expect((await list({ NOT: conditions }, patient)).uploads).toHaveLength(2)
})

it('a list without a filter is under no such limit, and an outage stays one', async () => {
  const { db } = test
  const holder = await db.pool.connect()
  try {
    await holder.query('BEGIN; LOCK TABLE upload IN ACCESS EXCLUSIVE MODE')
    const filtered = await list({ owner: 'a' }).catch((error: unknown) => error)
    expect(filtered).toMatchObject({ code: 'FILTER_TOO_SLOW' })
    const plain = portsOf(db).uploads.list(place, { bucketId: null, limit: 10 })
    await holder.query('ROLLBACK')
    expect((await plain).uploads).toHaveLength(2)
  } finally {
    holder.release()
  }
  await expect(portsOf(db).uploads.reserve(newUpload(place))).resolves.toMatchObject({ outcome: 'reserved' })
})

import { newCompletion, newRenewal, newUpload } from '@landfall/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUploadLedger, type Database } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { IDEMPOTENCY, runEveryStatement } from './support/every-statement.ts'
import { fillTables } from './support/fill-tables.ts'
import { seedPlace } from './support/seed.ts'

const SMALL = new Set(['signing_key', 'installation'])

let test: TestDatabase
/** Text of every statement that the ports have run, by name. */
const statements = new Map<string, string>()
/** How many of them one call took. */
let roundTrips = 0

beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

function recording(db: Database): Database {
  const record = (statement: { name: string; text: string }) => {
    statements.set(statement.name, statement.text)
    roundTrips++
  }
  return {
    ...db,
    run: (statement, params) => {
      record(statement)
      return db.run(statement, params)
    },
    runBounded: (statement, params) => {
      record(statement)
      return db.runBounded(statement, params)
    },
    transaction: work =>
      db.transaction(run =>
        work((statement, params) => {
          record(statement)
          return run(statement, params)
        }),
      ),
  }
}

async function trips(work: () => Promise<unknown>): Promise<number> {
  roundTrips = 0
  await work()
  return roundTrips
}

describe('the statements of the ports', () => {
  it('take one round trip where it counts', async () => {
    const db = recording(test.db)
    const place = await seedPlace(test.db)
    const uploads = createUploadLedger(db)
    const upload = newUpload({ ...place, uniqueKey: 'k', idempotency: IDEMPOTENCY })
    const other = newUpload({ ...place, owner: 'ann' })

    expect(await trips(() => uploads.reserve(upload))).toBe(1)
    const reserved = await uploads.findById(upload.uploadId)
    if (reserved === null) throw new Error('not reserved')
    const completion = newCompletion(reserved)
    expect(await trips(() => uploads.finish(completion))).toBe(1)
    expect(await trips(() => uploads.finish(completion))).toBe(2)
    expect(await trips(() => uploads.find(place, upload.uploadId))).toBe(1)

    expect(await trips(() => uploads.reserve(other))).toBe(2)
    const renewable = await uploads.findById(other.uploadId)
    if (renewable === null) throw new Error('not reserved')
    expect(await trips(() => uploads.renew(newRenewal(renewable)))).toBe(1)
    const cancel = { kind: 'canceled', uploadId: other.uploadId, keepBytes: true } as const
    expect(await trips(() => uploads.finish(cancel))).toBe(1)
  })

  it('find their rows by an index', async () => {
    await runEveryStatement(recording(test.db))
    await fillTables(test.db)
    const scans: string[] = []
    for (const [name, text] of statements) {
      const { rows } = await test.db.pool.query(`EXPLAIN (GENERIC_PLAN, FORMAT JSON) ${text}`)
      for (const table of seqScans(rows[0]['QUERY PLAN']))
        if (!SMALL.has(table)) scans.push(`${name} reads all of ${table}`)
    }

    expect(statements.size).toBeGreaterThan(35)
    expect(scans).toEqual([])
  }, 60_000)

  it('are told apart from a plan that reads a whole table', async () => {
    const { rows } = await test.db.pool.query(`EXPLAIN (FORMAT JSON) SELECT FROM upload WHERE filename = 'x'`)
    expect(seqScans(rows[0]['QUERY PLAN'])).toEqual(['upload'])
  })
})

interface PlanNode {
  'Node Type': string
  'Relation Name'?: string
  Plans?: PlanNode[]
}

function seqScans(plan: { Plan: PlanNode }[]): string[] {
  const walk = (node: PlanNode): string[] => [
    ...(node['Node Type'] === 'Seq Scan' ? [node['Relation Name'] ?? '?'] : []),
    ...(node.Plans ?? []).flatMap(walk),
  ]
  return plan.flatMap(({ Plan }) => walk(Plan))
}

/** 50,000 uploads and as many objects: which filters an index serves, and that figures beyond 10,000 are estimates. */
import { type Filter, findField, OBJECT_CATALOG, parseFilter, UPLOAD_CATALOG } from '@landfall/core/domain'
import { type Place, seedPlace, tenantOf } from '@landfall/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createObjectCatalog, createUploadLedger, type Database } from '../src/index.ts'
import { portsOf } from './support/contract-harness.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'

const ROWS = 50_000
let test: TestDatabase
let place: Place

/** One in 1,000 has each campaign, one in 5 the team `red`, one in 2,500 was confirmed. */
const FILL = (bucket: Place) => `
  INSERT INTO upload (id, organization_id, namespace_id, bucket_id, actor_id, filename, content_type, file_size_bytes,
    metadata, blob_property, blob_type, create_object, skip_duplicates, sends_headers, expiration_seconds, guard,
    reserved_bytes, reserved_objects, created_at, expires_at, settle_until, status)
  SELECT 'upl_' || n, '${bucket.organizationId}', '${bucket.namespaceId}', '${bucket.bucketId}', 'key',
    'file ' || n || '.txt', 'text/plain', 10,
    jsonb_build_object('campaign', 'c' || n % 1000, 'team', CASE WHEN n % 5 = 0 THEN 'red' ELSE 'blue' END, 'n', n,
      'tags', jsonb_build_array('t' || n % 1000)),
    'p', 'TEXT', true, true, false, 60, 'SEALED', 0, 0, now() - n * interval '1 minute', now(), now(),
    CASE WHEN n % 2500 = 0 THEN 'CANCELED' ELSE 'FAILED' END
  FROM generate_series(1, ${ROWS}) n;
  INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key, state)
  SELECT organization_id, namespace_id, bucket_id, 'default', id, 1, 'put', id, 'gone' FROM upload;
  INSERT INTO object (id, organization_id, namespace_id, bucket_id, metadata, created_at)
  SELECT replace(id, 'upl', 'obj'), organization_id, namespace_id, bucket_id, metadata, created_at FROM upload;
  VACUUM ANALYZE upload; VACUUM ANALYZE stored_key; VACUUM ANALYZE object`

beforeAll(async () => {
  test = await createTestDatabase({ statementTimeoutMs: 200_000 })
  place = await seedPlace(portsOf(test.db))
  for (const statement of FILL(place).split(';')) await test.db.pool.query(statement)
}, 200_000)
afterAll(() => test[Symbol.asyncDispose]())

const LIMITS = { depth: 10, conditions: 100, values: 1000, textCharacters: 1000 }
const filterOf = (written: object, catalog = UPLOAD_CATALOG): Filter | undefined => {
  const { filter, issues } = parseFilter(written, catalog, LIMITS)
  expect(issues).toEqual([])
  return filter
}
const condition = (field: string, operator: string, value: unknown) => ({ AND: [{ field, operator, value }] })

interface Node {
  'Node Type': string
  'Relation Name'?: string
  'Index Name'?: string
  'Actual Rows': number
  'Actual Loops': number
  'Rows Removed by Filter'?: number
  'Rows Removed by Index Recheck'?: number
  Plans?: Node[]
}

const nodesOf = (node: Node): Node[] => [node, ...(node.Plans ?? []).flatMap(nodesOf)]

/** The plans of what a call sends, as they ran: tables read from end to end, and rows looked at in vain. */
async function plansOf(work: (db: Database) => Promise<unknown>) {
  const nodes: Node[] = []
  const explain = async (text: string, values: unknown[]) => {
    const { rows } = await test.db.pool.query(`EXPLAIN (ANALYZE, FORMAT JSON) ${text}`, values)
    nodes.push(...nodesOf(rows[0]['QUERY PLAN'][0].Plan))
  }
  const db: Database = {
    ...test.db,
    run: async (statement, params) => {
      await explain(
        statement.text,
        statement.names.map(name => params[name]),
      )
      return test.db.run(statement, params)
    },
    runBounded: async (statement, params) => {
      await explain(
        statement.text,
        statement.names.map(name => params[name]),
      )
      return test.db.runBounded(statement, params)
    },
  }
  await work(db)
  const wasted = (node: Node) =>
    ((node['Rows Removed by Filter'] ?? 0) + (node['Rows Removed by Index Recheck'] ?? 0)) *
    node['Actual Loops']
  return {
    whole: nodes.flatMap(node => (node['Node Type'] === 'Seq Scan' ? [node['Relation Name']] : [])),
    indexes: new Set(nodes.flatMap(node => node['Index Name'] ?? [])),
    wasted: nodes.reduce((sum, node) => sum + wasted(node), 0),
  }
}

describe('among 50,000 uploads', () => {
  const query = (written: object) => ({ bucketId: place.bucketId, limit: 21, filter: filterOf(written) })

  it.each<[string, object, string | null]>([
    ['the exact value of metadata', { 'metadata.campaign': 'c7' }, 'upload_metadata'],
    ['a value that nobody has', { 'metadata.campaign': 'nosuch' }, 'upload_metadata'],
    ['an element of a list in metadata', { 'metadata.tags': 't7' }, 'upload_metadata'],
    ['any of some values', condition('metadata.n', 'in', [1, 2, 40_000]), 'upload_metadata'],
    ['two of them', { 'metadata.team': 'red', 'metadata.campaign': 'c5' }, 'upload_metadata'],
    ['a status', { status: 'CANCELED' }, null],
    ['a time', condition('created_at', 'lt', '2020-01-01'), null],
    ['an id', { upload_id: 'upl_40000' }, 'upload_pkey'],
  ])('%s is found by an index', async (_, written, index) => {
    const plans = await plansOf(db => createUploadLedger(db).list(place, query(written)))
    expect(plans.whole).toEqual([])
    if (index !== null) expect(plans.indexes).toContain(index)
    // Far from looking at each of the rows.
    expect(plans.wasted).toBeLessThan(ROWS / 20)
    const counted = await plansOf(db => createUploadLedger(db).stats(place, query(written)))
    expect([counted.whole, counted.wasted < ROWS / 20]).toEqual([[], true])
  })

  it('what many have is found without looking at the others', async () => {
    const plans = await plansOf(db => createUploadLedger(db).list(place, query({ 'metadata.team': 'red' })))
    expect([plans.whole, plans.wasted < ROWS / 20]).toEqual([[], true])
  })

  it('what no index serves is found all the same, and the right rows', async () => {
    const uploads = createUploadLedger(test.db)
    const found = await uploads.list(place, query(condition('filename', 'regex', '^file 4[0-9]{4}[.]txt$')))
    expect(found.uploads).toHaveLength(21)
    const { totalUploads, isEstimated } = await uploads.stats(
      place,
      query(condition('filename', 'ends_with', '99.TXT')),
    )
    expect([totalUploads, isEstimated]).toEqual([ROWS / 100, false])
    const field = findField(UPLOAD_CATALOG, 'metadata.n')
    if (field === null) throw new RangeError('no such field')
    const sort = { field, direction: 'desc' } as const
    const last = await uploads.list(place, { bucketId: null, sort, limit: 1 })
    expect(last.uploads.map(({ uploadId }) => uploadId)).toEqual([`upl_${ROWS}`])
  })

  it('figures are exact up to 10,000 and an estimate beyond', async () => {
    const uploads = createUploadLedger(test.db)
    const exact = await uploads.stats(place, query({ 'metadata.team': 'red' }))
    expect([exact.totalUploads, exact.totalSizeBytes, exact.isEstimated]).toEqual([10_000, 100_000, false])
    const estimate = await uploads.stats(place, { bucketId: null })
    expect(estimate.isEstimated).toBe(true)
    // By the planner's statistics, which were made a moment ago.
    expect(Math.abs(estimate.totalUploads - ROWS)).toBeLessThan(ROWS / 5)
    expect(estimate.totalSizeBytes).toBeGreaterThan(9 * estimate.totalUploads)
    const objects = await createObjectCatalog(test.db).stats(tenantOf(place), { bucketId: null })
    expect([objects.isEstimated, Math.abs(objects.totalObjects - ROWS) < ROWS / 5]).toEqual([true, true])
  })
})

it('among 50,000 objects a flat metadata field is found by an index', async () => {
  const filter = filterOf({ campaign: 'c7' }, OBJECT_CATALOG)
  const scope = { bucketId: place.bucketId, filter }
  const plans = await plansOf(db => createObjectCatalog(db).list(place, { ...scope, limit: 21 }))
  expect(plans.whole.filter(table => table === 'object')).toEqual([])
  expect([...plans.indexes]).toContain('object_metadata')
  expect(plans.wasted).toBeLessThan(ROWS / 20)
  expect((await createObjectCatalog(test.db).stats(place, scope)).totalObjects).toBe(50)
})

import { cursorOf, EMPTY_CLAIM, SORT_FIELDS, type Tenant } from '@landfall/core/domain'
import {
  newApiKey,
  newCompletion,
  newRenewal,
  newUpload,
  newUploadToken,
  type Place,
  testIds,
} from '@landfall/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  createBucketRegistry,
  createDoomedKeys,
  createKeyInventory,
  createObjectCatalog,
  createOpenUploads,
  createOverviewReader,
  createQuotaBook,
  createSessionDirectory,
  createTaskBoard,
  createTenantDirectory,
  createTokenDirectory,
  createUploadLedger,
  type Database,
} from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
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
    await runEveryStatement()
    await fillTables()
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

async function runEveryStatement(): Promise<void> {
  const db = recording(test.db)
  const uploads = createUploadLedger(db)
  const tasks = createTaskBoard(db)
  const keys = createDoomedKeys(db)
  const place = await seedPlace(test.db)
  const { uploadId } = newUpload(place)
  const reserved = await uploads.reserve(newUpload({ ...place, uploadId, owner: 'ann', createObject: false }))
  if (reserved.outcome !== 'reserved') throw new Error(reserved.outcome)
  const { upload } = reserved

  await uploads.findById(uploadId)
  await uploads.record({ uploadId, attempt: 1, kind: 'signed', detail: {} })
  await uploads.events(place, uploadId)
  await uploads.dispute({ uploadId, attempt: 1, kind: 'confirm_refused', detail: {} }, 'etag')
  await uploads.setLastError(uploadId, 1, { code: 'INTERNAL', message: '', details: {} })
  const seal = await uploads.openSeal({ uploadId, attempt: 1, key: testIds.random(20) })
  await uploads.doomSeal(seal?.keyId ?? 0)
  const last = { ...upload, id: uploadId, values: {} }
  for (const filter of [
    {},
    { statuses: ['PENDING'] as const },
    { statuses: ['PENDING', 'FAILED'] as const },
    { owner: 'ann' },
    { statuses: ['PENDING'] as const, owner: 'ann' },
    { search: 'port' },
  ]) {
    for (const bucketId of [place.bucketId, null]) {
      await uploads.list(place, { bucketId, limit: 5, ...filter })
      const cursor = cursorOf({ bucketId, ...filter }, last)
      await uploads.list(place, { bucketId, limit: 5, cursor, ...filter })
      await uploads.stats(place, { bucketId, ...filter })
    }
  }
  const objects = createObjectCatalog(db)
  // Objects by name or size have no index, and then all of a tenant's are read, within the statement's time.
  for (const field of SORT_FIELDS)
    for (const bucketId of [place.bucketId, null]) {
      const sort = { field, direction: 'asc' } as const
      const scope = { bucketId, sort, search: 'a' }
      for (const query of [
        { bucketId, sort, limit: 5 },
        { ...scope, limit: 5, cursor: cursorOf(scope, last) },
      ]) {
        await uploads.list(place, query)
        if (field === 'created_at') await objects.list(place, query)
      }
      await objects.stats(place, { bucketId })
    }
  await runSessions(db, place)
  await runTokens(db, place)
  await runOverviews(db, place)
  await runSharing(db, place)
  await runContract(db, place)
  const taskId = testIds.next('task')
  await tasks.startConfirm({ taskId, uploadId, attempt: 1, claim: EMPTY_CLAIM })
  await tasks.find(place, taskId)
  await tasks.list(place, { limit: 5 })
  await tasks.count(place, { statuses: ['PENDING'], types: ['x'] })
  await tasks.lease(taskId, 60)
  await tasks.requeueExpired()
  await tasks.finish(taskId, { status: 'COMPLETED', outputs: [], error: null })
  await uploads.finish(newCompletion(upload))
  await uploads.dropReference(uploadId)
  await uploads.findLeftovers(900, 10)
  await keys.doomAbandonedSeals(0)
  await keys.claim(10, 60)
  await keys.recordDeleted([{ keyId: 1, isLast: false }])
  await keys.removeDeletedBuckets(10)
  await runSweeps(db)
}

async function runSweeps(db: Database): Promise<void> {
  const openUploads = createOpenUploads(db)
  const inventory = createKeyInventory(db)
  const attempt = { uploadId: 'upl_1', attempt: 1 }
  await openUploads.claimDue(10, 60)
  await openUploads.recordSeen({ ...attempt, etag: 'e', sizeBytes: 1 })
  await openUploads.checkLater([attempt])
  await openUploads.hold(attempt, 60)
  await openUploads.secondsToNextCheck()
  await inventory.list({ prefix: 'p/', after: 'a', upTo: null, limit: 10 })
  await inventory.unknownOf(['k'])
  await inventory.endedOf(['k'])
  await inventory.markMissing([1])
  await inventory.clearMissing([1])
  await inventory.clearMissingAt('a')
}

async function runSessions(db: Database, place: Tenant): Promise<void> {
  const sessions = createSessionDirectory(db)
  const { organizationId, namespaceId } = place
  const session = { sessionId: testIds.next('session'), tokenHash: 'token', lifetimeSeconds: 60 }
  await sessions.createLink({
    tokenHash: 'link',
    organizationId,
    namespaceId,
    permission: 'read',
    isOperator: false,
    actorId: 'key',
    lifetimeSeconds: 60,
  })
  await sessions.redeemLink('link', session)
  await sessions.createSessionForKey('key', session)
  await sessions.authenticate('token')
  await sessions.end('token')
}

async function runTokens(db: Database, place: Place): Promise<void> {
  const tokens = createTokenDirectory(db)
  const { organizationId, namespaceId } = place
  const key = newApiKey({ organizationId, namespaceId })
  await createTenantDirectory(db).createKey(key)
  const { kid, now } = await tokens.signingKey({ kid: 'sgn_1', secret: new Uint8Array(32) })
  const token = newUploadToken({ ...place, kid, issuerId: key.keyId, expiresAt: now })
  const { grantId } = await tokens.issue(token)
  const grant = { grantId, maxFiles: 5 }
  await createUploadLedger(db).reserve(newUpload({ ...place, grant, actorId: grantId, fileSizeBytes: null }))
  await tokens.authenticate(token.tokenHash, null)
  await tokens.findSecret(kid)
  await tokens.revoke(place, token.tokenId)
  await tokens.forgetExpired()
}

const IDEMPOTENCY = {
  actorKind: 'key',
  actorId: 'key_test',
  operation: 'uploads.create',
  key: 'k',
  requestHash: 'h',
} as const

async function runSharing(db: Database, place: Place): Promise<void> {
  const uploads = createUploadLedger(db)
  const quotas = createQuotaBook(db)
  await uploads.findOriginal({ ...place, owner: null }, { sha256: 'a', fileSizeBytes: 1, createObject: true })
  await uploads.findRemembered(place, IDEMPOTENCY)
  await uploads.rememberDuplicate(place, IDEMPOTENCY, 'upl_1')
  await uploads.forgetExpired()
  const owner = { scope: 'owner', id: place.bucketId, owner: 'untouched' } as const
  await quotas.get(place, owner)
  await quotas.set(place, { ...owner, limitBytes: 1 })
  await quotas.events(place, 10)
}

async function runContract(db: Database, place: Place): Promise<void> {
  const [buckets, objects, tasks] = [createBucketRegistry(db), createObjectCatalog(db), createTaskBoard(db)]
  const object = {
    ...place,
    objectId: testIds.next('object'),
    keyPrefix: null,
    metadata: null,
    uniqueKey: 'k',
  }
  await objects.create({ ...object, owner: null, blobs: [] })
  await objects.findByUniqueKey(place, { bucketId: place.bucketId, uniqueKey: 'k' })
  await objects.update({ ...object, seenMetadata: null, blobs: [] })
  await createUploadLedger(db).reserveBatch(place, [])
  await buckets.update(place, place.bucketId, { description: 'd' })
  await buckets.fileSizes([place.bucketId])
  const batch = { ...place, taskId: testIds.next('task'), items: [] }
  await tasks.startBatchConfirm(batch)
  await tasks.cancel(place, batch.taskId)
  const other = await seedPlace(test.db)
  await tasks.startBucketDelete({ ...other, taskId: testIds.next('task') })
  await buckets.remains(other.bucketId, 10)
  await buckets.finishDelete(other.bucketId)
}

async function runOverviews(db: Database, place: Place): Promise<void> {
  const overview = { days: 14, maxItems: 10, maxCount: 100, quotaShare: 0.8 }
  for (const bucketId of [place.bucketId, null])
    await createOverviewReader(db).read(place, { ...overview, bucketId })
  await createQuotaBook(db).list(place, { scope: null, bucketId: null, limit: 5, offset: 0 })
}

/** Enough rows that reading a whole table is never the cheaper plan. */
async function fillTables(): Promise<void> {
  const { organizationId, namespaceId, bucketId } = await seedPlace(test.db)
  const place = `'${organizationId}', '${namespaceId}', '${bucketId}'`
  const rows = `
    INSERT INTO upload (id, organization_id, namespace_id, bucket_id, owner, actor_id, filename, content_type,
      file_size_bytes, blob_property, blob_type, create_object, skip_duplicates, sends_headers, expiration_seconds,
      guard, reserved_bytes, reserved_objects, created_at, expires_at, settle_until, status)
    SELECT 'upl_' || n, ${place}, 'owner' || n % 500, 'key', 'f', 'text/plain', 1, 'p', 'TEXT', true, true, false, 60,
      'SEALED', 0, 0, now() - n * interval '1 minute', now(), now(), CASE WHEN n % 50 = 0 THEN 'PENDING' ELSE 'CANCELED' END
    FROM generate_series(1, 20000) n;
    INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key, state, doomed_until, next_delete_at)
    SELECT ${place}, 'default', 'upl_' || n, 1, 'put', 'key' || n, CASE WHEN n % 50 = 0 THEN 'doomed' ELSE 'gone' END,
      now(), CASE WHEN n % 50 = 0 THEN now() END
    FROM generate_series(1, 20000) n;
    INSERT INTO quota (id, organization_id, namespace_id, scope, scope_id, owner)
    SELECT 'owner:${bucketId}:owner' || n, '${organizationId}', '${namespaceId}', 'owner', '${bucketId}', 'owner' || n
    FROM generate_series(1, 5000) n;
    INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind)
    SELECT '${organizationId}', '${namespaceId}', 'upl_' || n, 1, 'created' FROM generate_series(1, 20000) n;
    INSERT INTO task (id, organization_id, namespace_id, type, status)
    SELECT 'task_' || n, '${organizationId}', '${namespaceId}', 'api_buckets_uploads_confirm', 'COMPLETED'
    FROM generate_series(1, 5000) n;
    INSERT INTO bucket (id, organization_id, namespace_id, name)
    SELECT 'bkt_' || n, '${organizationId}', '${namespaceId}', 'b' || n FROM generate_series(1, 5000) n;
    INSERT INTO object (id, organization_id, namespace_id, bucket_id)
    SELECT 'obj_' || n, ${place} FROM generate_series(1, 5000) n;
    UPDATE object SET unique_key = md5(id);
    INSERT INTO blob (id, organization_id, namespace_id, object_id, upload_id, stored_key_id, property, type, filename, content_type, size_bytes, etag)
    SELECT 'blob_' || id, organization_id, namespace_id, 'obj_' || replace(key, 'key', ''), upload_id, id, 'p', 'text', 'f', 'text/plain', 1, 'e'
    FROM stored_key WHERE key ~ '^key[0-9]{1,3}$';
    UPDATE stored_key SET state = 'live', etag = 'e', size_bytes = 1, sha256 = md5(key), content_id = md5(key) || ':', doomed_until = NULL
    WHERE state = 'gone' AND key ~ '7$';
    INSERT INTO quota_event (organization_id, namespace_id, scope, scope_id, measure, percent, used, "limit")
    SELECT '${organizationId}', '${namespaceId}', 'bucket', '${bucketId}', 'bytes', 80, 8, 10 FROM generate_series(1, 5000) n;
    INSERT INTO idempotency_key (organization_id, namespace_id, actor_kind, actor_id, operation, key, request_hash, upload_id, expires_at)
    SELECT '${organizationId}', '${namespaceId}', 'key', 'key_1', 'uploads.create', 'k' || n, 'h', 'upl_' || n, now() + interval '1 day'
    FROM generate_series(1, 5000) n;
    INSERT INTO organization (id, name) SELECT 'org_' || n, 'organization ' || n FROM generate_series(1, 2000) n;
    INSERT INTO namespace (id, organization_id, name) SELECT 'ns_' || n, 'org_' || n, 'n' FROM generate_series(1, 2000) n;
    INSERT INTO api_key (id, organization_id, namespace_id, name, hash, prefix, permission, all_namespaces)
    SELECT 'key_' || n, '${organizationId}', '${namespaceId}', 'k', 'hash' || n, 'sk', 'read', false FROM generate_series(1, 5000) n;
    INSERT INTO session (id, organization_id, namespace_id, token_hash, permission, expires_at)
    SELECT 'ses_' || n, '${organizationId}', '${namespaceId}', 'hash' || n, 'read', now() + interval '1 day' FROM generate_series(1, 5000) n;
    INSERT INTO sign_in_link (token_hash, organization_id, namespace_id, permission, actor_id, expires_at)
    SELECT 'hash' || n, '${organizationId}', '${namespaceId}', 'read', 'key', now() + interval '1 day' FROM generate_series(1, 5000) n;
    INSERT INTO token_grant (id, organization_id, namespace_id, bucket_id, issuer_key_id, expires_at)
    SELECT 'grt_' || n, ${place}, 'key_' || n, now() + interval '1 day' FROM generate_series(1, 5000) n;
    INSERT INTO upload_token (id, grant_id, token_hash, kid, expires_at)
    SELECT 'tok_' || n, 'grt_' || n, 'hash' || n, 'sgn_1', now() + interval '1 day' FROM generate_series(1, 5000) n;
    ANALYZE`
  // One by one: each has the time that a statement of the product has.
  for (const statement of rows.split(';\n')) await test.db.pool.query(statement)
}

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

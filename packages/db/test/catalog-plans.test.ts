import { newApiKey, newBucket, seedCompleted, seedPlace, tenantOf } from '@landfall/core/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { portsOf } from './support/contract-harness.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { recordQueries, wholeTablesReadBy } from './support/plans.ts'

let test: TestDatabase

beforeAll(async () => {
  test = await createTestDatabase()
})
afterAll(() => test[Symbol.asyncDispose]())

/** Enough rows that reading a whole table is never the cheaper plan. */
const FILL = `
  INSERT INTO organization (id, name) SELECT 'org_' || n, 'org ' || n FROM generate_series(1, 2000) n;
  INSERT INTO namespace (id, organization_id, name)
  SELECT 'ns_' || n, 'org_' || n, 'default' FROM generate_series(1, 2000) n;
  INSERT INTO api_key (id, organization_id, namespace_id, name, hash, prefix, permission, all_namespaces)
  SELECT 'key_' || n, 'org_' || n, 'ns_' || n, 'k', 'hash ' || n, 'sk', 'read', false FROM generate_series(1, 2000) n;
  INSERT INTO bucket (id, organization_id, namespace_id, name)
  SELECT 'bkt_' || n, 'org_' || n, 'ns_' || n, 'b' FROM generate_series(1, 2000) n;
  INSERT INTO token_grant (id, organization_id, namespace_id, bucket_id, issuer_key_id, expires_at)
  SELECT 'grt_' || n, 'org_' || n, 'ns_' || n, 'bkt_' || n, 'key_' || n, now() FROM generate_series(1, 2000) n;
  INSERT INTO quota (id, organization_id, namespace_id, scope, scope_id)
  SELECT 'bucket:bkt_' || n, 'org_' || n, 'ns_' || n, 'bucket', 'bkt_' || n FROM generate_series(1, 2000) n;
  INSERT INTO token_grant (id, organization_id, namespace_id, bucket_id, issuer_key_id, expires_at)
  SELECT 'grant_' || n, 'org_' || n, 'ns_' || n, 'bkt_' || n, 'key_' || n, now() FROM generate_series(1, 2000) n;
  INSERT INTO upload (id, organization_id, namespace_id, bucket_id, actor_id, filename, content_type, blob_property,
    blob_type, create_object, skip_duplicates, sends_headers, expiration_seconds, guard, reserved_bytes,
    reserved_objects, expires_at, settle_until, status)
  SELECT 'upl_' || n, 'org_' || n % 20, 'ns_' || n % 20, 'bkt_' || 1 + n % 20, 'key', 'f', 'text/plain', 'p', 'TEXT', true,
    true, false, 60, 'SEALED', 0, 0, now(), now(), 'CANCELED' FROM generate_series(1, 6000) n;
  INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key, state)
  SELECT organization_id, namespace_id, bucket_id, 'default', id, 1, 'put', id, 'gone' FROM upload WHERE id ~ '^upl_[0-9]{1,5}$';
  INSERT INTO object (id, organization_id, namespace_id, bucket_id, upload_id)
  SELECT replace(id, 'upl', 'obj'), organization_id, namespace_id, bucket_id, id FROM upload WHERE id ~ '^upl_[0-9]{1,5}$';
  INSERT INTO blob (id, organization_id, namespace_id, object_id, upload_id, stored_key_id, property, type, filename,
    content_type, size_bytes, etag)
  SELECT replace(key, 'upl', 'blob'), organization_id, namespace_id, replace(key, 'upl', 'obj'), upload_id, id, 'p', 'text',
    'f', 'text/plain', 1, 'e' FROM stored_key WHERE key ~ '^upl_[0-9]{1,5}$';
  ANALYZE`

it('buckets, objects, quotas and keys are found by an index, however many there are', async () => {
  const texts = recordQueries(test.db)
  const ports = portsOf(test.db)
  const place = await seedPlace(ports)
  const { objectId } = await seedCompleted(ports, place)
  texts.clear()

  const ref = { objectId: objectId ?? '', bucketId: null }
  const key = newApiKey(place)
  const page = { bucketId: place.bucketId, limit: 1 }
  await ports.tenants.createKey(key)
  await ports.tenants.authenticate(key.hash, 'default')
  await ports.tenants.findOrganization(place.organizationId)
  await ports.tenants.findNamespace(place.organizationId, 'default')
  await ports.buckets.create(newBucket(tenantOf(place)))
  await ports.buckets.find(place, place.bucketId)
  await ports.buckets.list(place, { limit: 10, offset: 0 })
  await ports.quotas.get(place, { scope: 'owner', id: place.bucketId, owner: 'ada' })
  await ports.quotas.set(place, { scope: 'owner', id: place.bucketId, owner: 'ada', limitBytes: 1 })
  await ports.objects.find(place, ref)
  await seedCompleted(ports, place)
  const { nextCursor } = await ports.objects.list(place, page)
  await ports.objects.list(place, { ...page, cursor: nextCursor ?? undefined })
  await ports.objects.delete(place, ref)

  const statements = [...texts].filter(text => /^(SELECT|WITH|UPDATE|DELETE|INSERT)/.test(text))
  await test.db.pool.query(FILL)
  expect(statements.length).toBeGreaterThan(15)
  for (const text of statements) expect([text, await wholeTablesReadBy(test.db, text)]).toEqual([text, []])
})

it('a plan that does read a whole table is told', async () => {
  expect(await wholeTablesReadBy(test.db, `SELECT FROM object WHERE status = 'x'`)).toEqual(['object'])
})

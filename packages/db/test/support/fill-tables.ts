import type { Database } from '../../src/index.ts'
import { seedPlace } from './seed.ts'

/** Enough rows that reading a whole table is never the cheaper plan. */
export async function fillTables(db: Database): Promise<void> {
  const { organizationId, namespaceId, bucketId } = await seedPlace(db)
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
  const client = await db.pool.connect()
  try {
    // Rows that are made up fit each other; to have 100,000 foreign keys looked up takes longer than all the rest.
    await client.query('SET session_replication_role = replica')
    // One by one: each has the time that a statement of the product has.
    for (const statement of rows.split(';\n')) await client.query(statement)
  } finally {
    // Closed, so that nobody gets it with that setting.
    client.release(true)
  }
}

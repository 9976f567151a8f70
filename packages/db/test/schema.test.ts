import { newCompletion, testIds } from '@landfall/core/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { violatedConstraint } from '../src/errors.ts'
import { createUploadLedger } from '../src/index.ts'
import { createTestDatabase, type TestDatabase } from './support/create-test-database.ts'
import { seedPlace, seedUpload } from './support/seed.ts'

let test: TestDatabase
/** An upload that is open, one that is completed, and their bucket. */
let ids: { open: string; completed: string; bucket: string }

beforeAll(async () => {
  test = await createTestDatabase()
  const uploads = createUploadLedger(test.db)
  const place = await seedPlace(test.db)
  const open = await seedUpload(uploads, place)
  const completed = await seedUpload(uploads, place)
  await uploads.finish(newCompletion(completed))
  ids = { open: open.uploadId, completed: completed.uploadId, bucket: place.bucketId }
})
afterAll(() => test[Symbol.asyncDispose]())

/** Copies the keys of an upload with something changed. */
const copyKey = (upload: string, columns: string) =>
  `INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key, state, etag, size_bytes, doomed_until, next_delete_at)
   SELECT organization_id, namespace_id, bucket_id, store_id, upload_id, ${columns} FROM stored_key WHERE upload_id = '${upload}' LIMIT 1`

/** Whatever the code does, these never get into the database. */
const FORBIDDEN: [string, () => string, string][] = [
  [
    'a second key to PUT to',
    () => copyKey(ids.open, `2, 'put', key || '2', 'open', NULL, NULL, NULL, NULL`),
    'stored_key_one_open_put',
  ],
  [
    'a second key for one attempt',
    () => copyKey(ids.open, `1, 'put', key || '2', 'gone', NULL, NULL, NULL, NULL`),
    'stored_key_one_put_per_attempt',
  ],
  [
    'a second key that is served',
    () => copyKey(ids.completed, `1, 'seal', key || '2', 'live', 'e', 1, NULL, NULL`),
    'stored_key_one_live',
  ],
  [
    'one key twice',
    () => copyKey(ids.open, `2, 'put', key, 'gone', NULL, NULL, NULL, NULL`),
    'stored_key_store_id_key_key',
  ],
  [
    'a live key of unknown size',
    () => copyKey(ids.open, `1, 'seal', key || '3', 'live', 'e', NULL, NULL, NULL`),
    'stored_key_live_is_whole_check',
  ],
  [
    'a doomed key that is never due',
    () => copyKey(ids.open, `1, 'seal', key || '4', 'doomed', NULL, NULL, now(), NULL`),
    'stored_key_doomed_is_due_check',
  ],
  [
    'a live key that is due for deletion',
    () => copyKey(ids.open, `1, 'seal', key || '5', 'live', 'e', 1, NULL, now()`),
    'stored_key_doomed_is_due_check',
  ],
  [
    'a second object of one upload',
    () =>
      `INSERT INTO object (id, organization_id, namespace_id, bucket_id, upload_id) SELECT '${testIds.next('object')}', organization_id, namespace_id, bucket_id, id FROM upload WHERE id = '${ids.completed}'`,
    'object_upload_id_key',
  ],
  [
    'a second settle of one upload',
    () =>
      `INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, subject, kind, seq) VALUES ('o', 'n', 'b', '${ids.completed}', 'settle', 1)`,
    'quota_entry_subject_kind_seq_key',
  ],
  [
    'less than nothing used',
    () => `UPDATE quota SET used_bytes = used_bytes - 1000000 WHERE scope_id = '${ids.bucket}'`,
    'quota_used_check',
  ],
  [
    'less than nothing reserved',
    () => `UPDATE quota SET reserved_objects = -1 WHERE scope_id = '${ids.bucket}'`,
    'quota_reserved_check',
  ],
  [
    'a quota row that is not found by its scope',
    () => `UPDATE quota SET scope_id = 'elsewhere' WHERE scope_id = '${ids.bucket}'`,
    'quota_id_check',
  ],
  [
    'a completed upload without an ETag',
    () => `UPDATE upload SET etag = NULL WHERE id = '${ids.completed}'`,
    'upload_completed_is_whole_check',
  ],
  [
    'a completed upload without the object it promised',
    () => `UPDATE upload SET object_id = NULL WHERE id = '${ids.completed}'`,
    'upload_completed_names_its_object_check',
  ],
  [
    'a final upload that still holds quota',
    () => `UPDATE upload SET reserved_bytes = 1 WHERE id = '${ids.completed}'`,
    'upload_final_holds_nothing_check',
  ],
  [
    'an open upload with a receipt',
    () => `UPDATE upload SET receipt = '{}' WHERE id = '${ids.open}'`,
    'upload_open_is_unsettled_check',
  ],
  [
    'an upload that settles before it expires',
    () => `UPDATE upload SET settle_until = expires_at - interval '1 s' WHERE id = '${ids.open}'`,
    'upload_deadlines_check',
  ],
  [
    'an unknown status',
    () => `UPDATE upload SET status = 'DONE' WHERE id = '${ids.completed}'`,
    'upload_status_check',
  ],
  [
    'a session that may do what nobody may',
    () =>
      `INSERT INTO session (id, organization_id, namespace_id, token_hash, permission, expires_at) SELECT 'ses_1', organization_id, namespace_id, 'hash', 'everything', now() FROM bucket WHERE id = '${ids.bucket}'`,
    'session_permission_check',
  ],
  [
    'a sign-in link for more than there is',
    () =>
      `INSERT INTO sign_in_link (token_hash, organization_id, namespace_id, permission, actor_id, expires_at) SELECT 'hash', organization_id, namespace_id, 'everything', 'key', now() FROM bucket WHERE id = '${ids.bucket}'`,
    'sign_in_link_permission_check',
  ],
  [
    'the removal of a key that is served',
    () => `DELETE FROM blob; DELETE FROM stored_key WHERE upload_id = '${ids.completed}'`,
    'upload_served_key_id_fkey',
  ],
]

describe('the database itself refuses', () => {
  it.each(FORBIDDEN)('%s', async (_, statement, constraint) => {
    const error = await test.db.pool.query(statement()).catch((thrown: unknown) => thrown)

    expect(violatedConstraint(error)).toBe(constraint)
  })
})

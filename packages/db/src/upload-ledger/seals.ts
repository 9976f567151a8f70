import type { Database } from '../connect.ts'
import { toSafeInteger } from '../rows.ts'
import { DOOMED_UNTIL_OF_U, OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'

interface NewSeal {
  uploadId: string
  attempt: number
  key: string
}

/** The lock keeps a finish out until the seal is committed, so an upload that is final gets no further seal. */
const OPEN_SEAL = sql<NewSeal>('open-seal')`
  WITH u AS MATERIALIZED (
    SELECT * FROM upload
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN}
       FOR NO KEY UPDATE
  )
  INSERT INTO stored_key (organization_id, namespace_id, bucket_id, store_id, upload_id, attempt, role, key)
  SELECT u.organization_id, u.namespace_id, u.bucket_id, b.store_id, u.id, u.attempt, 'seal', ${'key'}
    FROM u JOIN bucket b ON b.id = u.bucket_id
  RETURNING id`

/** Only while it is open: one that a commit made live, although its answer was lost, stays. */
const DOOM_SEAL = sql<{ keyId: number }>('doom-seal')`
  UPDATE stored_key SET state = 'doomed', doomed_until = ${DOOMED_UNTIL_OF_U}, next_delete_at = now()
    FROM upload u
   WHERE stored_key.id = ${'keyId'}::bigint AND stored_key.role = 'seal' AND stored_key.state = 'open'
     AND u.id = stored_key.upload_id`

export async function openSeal(
  db: Database,
  { uploadId, attempt, key }: NewSeal,
): Promise<{ keyId: number } | null> {
  const [row] = await db.run<{ id: string }, NewSeal>(OPEN_SEAL, { uploadId, attempt, key })
  return row === undefined ? null : { keyId: toSafeInteger(row.id) }
}

export async function doomSeal(db: Database, keyId: number): Promise<void> {
  await db.run(DOOM_SEAL, { keyId })
}

import type { Tenant } from '@landfall/core/domain'
import type { IdempotencyRef, RememberedCreate } from '@landfall/core/ports'
import type { Database, RunStatement } from '../connect.ts'
import { type IdempotencyParams, idempotencyParams, remember } from '../sql/idempotency.ts'
import { fragment, sql } from '../sql/statement.ts'

type RefParams = Tenant & Omit<IdempotencyParams, 'requestHash'>

const FIND = sql<RefParams>('find-remembered')`
  SELECT request_hash, upload_id, is_duplicate FROM idempotency_key
   WHERE organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'} AND actor_kind = ${'actorKind'}
     AND actor_id = ${'idempotencyActorId'} AND operation = ${'operation'} AND key = ${'idempotencyKey'}
     AND expires_at > now()`

type RememberParams = Tenant & IdempotencyParams & { uploadId: string }

const REMEMBER_DUPLICATE = sql<RememberParams>('remember-duplicate')`
  ${remember(fragment`(SELECT) asked`, fragment`true`)}`

/** Bounded, so that it stays a short transaction however long nobody cleaned up. */
const FORGET_EXPIRED = sql<Record<never, never>>('forget-expired')`
  WITH expired AS MATERIALIZED (
    SELECT ctid FROM idempotency_key WHERE expires_at <= now()
     ORDER BY expires_at LIMIT 10000 FOR UPDATE SKIP LOCKED
  )
  DELETE FROM idempotency_key WHERE ctid = ANY (ARRAY(SELECT ctid FROM expired)) RETURNING 1 AS forgotten`

interface Row {
  request_hash: string
  upload_id: string
  is_duplicate: boolean
}

export async function findRemembered(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  ref: IdempotencyRef,
): Promise<RememberedCreate | null> {
  const { requestHash: _, ...names } = idempotencyParams(ref)
  const [row] = await db.run<Row, RefParams>(FIND, { organizationId, namespaceId, ...names })
  if (row === undefined) return null
  return { requestHash: row.request_hash, uploadId: row.upload_id, isDuplicate: row.is_duplicate }
}

export async function rememberDuplicate(
  db: Database,
  tenant: Tenant,
  remembered: { ref: IdempotencyRef; uploadId: string },
): Promise<boolean> {
  return rememberDuplicateIn(db.run, tenant, remembered)
}

/** The same in a batch's transaction. */
export async function rememberDuplicateIn(
  run: RunStatement,
  { organizationId, namespaceId }: Tenant,
  { ref, uploadId }: { ref: IdempotencyRef; uploadId: string },
): Promise<boolean> {
  const params = { organizationId, namespaceId, uploadId, ...idempotencyParams(ref) }
  return (await run(REMEMBER_DUPLICATE, params)).length > 0
}

export const forgetExpired = async (db: Database): Promise<number> =>
  (await db.run(FORGET_EXPIRED, {})).length

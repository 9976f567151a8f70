import type { Tenant } from '@landfall/core/domain'
import type { IdempotencyRef } from '@landfall/core/ports'
import { type Fragment, fragment } from './statement.ts'

export interface IdempotencyParams {
  actorKind: string | null
  idempotencyActorId: string | null
  operation: string | null
  idempotencyKey: string | null
  requestHash: string | null
}

type Names = keyof IdempotencyParams | keyof Tenant | 'uploadId'

/**
 * Inserts the key for each row of `source` (one or none), or takes over one that need not be remembered any more. A row
 * that somebody else is about to insert is waited for, and then is theirs: nothing is returned.
 */
export const remember = (source: Fragment<never>, isDuplicate: Fragment<never>) => fragment<Names>`
  INSERT INTO idempotency_key (
    organization_id, namespace_id, actor_kind, actor_id, operation, key, request_hash, upload_id, is_duplicate, expires_at
  )
  SELECT ${'organizationId'}, ${'namespaceId'}, ${'actorKind'}::text, ${'idempotencyActorId'}::text, ${'operation'}::text,
    ${'idempotencyKey'}::text, ${'requestHash'}::text, ${'uploadId'}, ${isDuplicate}, now() + interval '24 hours'
  FROM ${source} WHERE ${'idempotencyKey'}::text IS NOT NULL
  ON CONFLICT (organization_id, namespace_id, actor_kind, actor_id, operation, key) DO UPDATE SET
    request_hash = EXCLUDED.request_hash, upload_id = EXCLUDED.upload_id, is_duplicate = EXCLUDED.is_duplicate,
    created_at = now(), expires_at = EXCLUDED.expires_at
  WHERE idempotency_key.expires_at <= now()
  RETURNING key`

export function idempotencyParams(ref: IdempotencyRef | null): IdempotencyParams {
  return {
    actorKind: ref?.actorKind ?? null,
    idempotencyActorId: ref?.actorId ?? null,
    operation: ref?.operation ?? null,
    idempotencyKey: ref?.key ?? null,
    requestHash: ref?.requestHash ?? null,
  }
}

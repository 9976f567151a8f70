import type { JsonObject, LastError, Tenant } from '@landfall/core/domain'
import type { UploadEvent } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { toJson } from '../rows.ts'
import { OPEN } from '../sql/keys.ts'
import { sql } from '../sql/statement.ts'

interface EventParams {
  uploadId: string
  attempt: number
  kind: string
  detail: string | null
}

const RECORD = sql<EventParams>('record-upload-event')`
  INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
  SELECT organization_id, namespace_id, id, ${'attempt'}::int, ${'kind'}, ${'detail'}::jsonb
    FROM upload WHERE id = ${'uploadId'}
  RETURNING id`

const DISPUTE = sql<EventParams & { etag: string }>('dispute-upload-bytes')`
  WITH disputed AS (
    UPDATE upload SET disputed_etag = ${'etag'}
     WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN}
    RETURNING organization_id, namespace_id, id
  )
  INSERT INTO upload_event (organization_id, namespace_id, upload_id, attempt, kind, detail)
  SELECT organization_id, namespace_id, id, ${'attempt'}::int, ${'kind'}, ${'detail'}::jsonb FROM disputed
  RETURNING id`

const EVENTS = sql<Tenant & { uploadId: string }>('list-upload-events')`
  SELECT upload_id, attempt, kind, detail, created_at
    FROM upload_event
   WHERE upload_id = ${'uploadId'} AND organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'}
   ORDER BY id`

const SET_LAST_ERROR = sql<{ uploadId: string; attempt: number; error: string | null }>('set-last-error')`
  UPDATE upload SET last_error = ${'error'}::jsonb
   WHERE id = ${'uploadId'} AND attempt = ${'attempt'}::int AND status IN ${OPEN}`

export async function recordEvent(
  db: Database,
  { uploadId, attempt, kind, detail }: UploadEvent,
): Promise<void> {
  const rows = await db.run(RECORD, { uploadId, attempt, kind, detail: toJson(detail) })
  if (rows.length === 0) throw new Error(`There is no upload ${uploadId} to record an event of`)
}

export async function disputeBytes(
  db: Database,
  { uploadId, attempt, kind, detail }: UploadEvent,
  etag: string,
): Promise<boolean> {
  const params = { uploadId, attempt, kind, detail: toJson(detail), etag }
  return (await db.run(DISPUTE, params)).length > 0
}

interface EventRow {
  upload_id: string
  attempt: number
  kind: string
  detail: JsonObject
  created_at: Date
}

export async function listEvents(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  uploadId: string,
): Promise<(UploadEvent & { at: Date })[]> {
  const rows = await db.run<EventRow, Tenant & { uploadId: string }>(EVENTS, {
    organizationId,
    namespaceId,
    uploadId,
  })
  return rows.map(row => ({
    uploadId: row.upload_id,
    attempt: row.attempt,
    kind: row.kind,
    detail: row.detail,
    at: row.created_at,
  }))
}

export async function setLastError(
  db: Database,
  { uploadId, attempt }: { uploadId: string; attempt: number },
  error: LastError,
): Promise<void> {
  await db.run(SET_LAST_ERROR, { uploadId, attempt, error: toJson(error) })
}

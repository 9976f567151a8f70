import type { Tenant, UploadRecord } from '@landfall/core/domain'
import type { Database } from '../connect.ts'
import { fragment, sql } from '../sql/statement.ts'
import { toUploadRecord, UPLOAD_COLUMNS, type UploadRow } from './upload-row.ts'

/** Asked row by row: as EXISTS the planner may answer it for a list by reading all objects into a hash. */
export const SELECT_UPLOAD = fragment`
  SELECT ${UPLOAD_COLUMNS},
    u.object_id IS NOT NULL AND (SELECT o.id FROM object o WHERE o.id = u.object_id) IS NULL AS object_deleted
  FROM upload u
  JOIN bucket b ON b.id = u.bucket_id AND b.deleted_at IS NULL
  JOIN stored_key p ON p.upload_id = u.id AND p.attempt = u.attempt AND p.role = 'put'
  LEFT JOIN stored_key s ON s.id = u.served_key_id`

const FIND = sql<Tenant & { uploadId: string }>('find-upload')`${SELECT_UPLOAD}
  WHERE u.id = ${'uploadId'} AND u.organization_id = ${'organizationId'} AND u.namespace_id = ${'namespaceId'}`

const FIND_BY_ID = sql<{ uploadId: string }>('find-upload-by-id')`${SELECT_UPLOAD} WHERE u.id = ${'uploadId'}`

export async function findUpload(
  db: Database,
  tenant: Tenant,
  uploadId: string,
): Promise<UploadRecord | null> {
  const { organizationId, namespaceId } = tenant
  const [row] = await db.run<UploadRow, Tenant & { uploadId: string }>(FIND, {
    organizationId,
    namespaceId,
    uploadId,
  })
  return row === undefined ? null : toUploadRecord(row)
}

export async function findUploadById(db: Database, uploadId: string): Promise<UploadRecord | null> {
  const [row] = await db.run<UploadRow, { uploadId: string }>(FIND_BY_ID, { uploadId })
  return row === undefined ? null : toUploadRecord(row)
}

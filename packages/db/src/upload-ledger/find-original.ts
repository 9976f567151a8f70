import type { UploadRecord } from '@landfall/core/domain'
import type { UploadLedger } from '@landfall/core/ports'
import type { Database } from '../connect.ts'
import { contentId, MADE_FOR_OBJECT } from '../sql/keys.ts'
import { fragment, sql } from '../sql/statement.ts'
import { SELECT_UPLOAD } from './find.ts'
import { toUploadRecord, type UploadRow } from './upload-row.ts'

type FindOriginal = UploadLedger['findOriginal']
type Params = Parameters<FindOriginal>[0] & Parameters<FindOriginal>[1]

/** By the keys, of which few have one digest; several uploads may serve one key. */
const FIND_ORIGINAL = sql<Params>('find-original')`${SELECT_UPLOAD}
  WHERE u.id = (
    SELECT original.id FROM stored_key k JOIN upload original ON original.served_key_id = k.id
     WHERE k.organization_id = ${'organizationId'} AND k.namespace_id = ${'namespaceId'} AND k.bucket_id = ${'bucketId'}
       AND k.content_id = ${contentId(fragment`${'owner'}::text`)} AND k.state = 'live' AND k.missing_since IS NULL AND k.size_bytes > 0
       AND (${'fileSizeBytes'}::bigint IS NULL OR k.size_bytes = ${'fileSizeBytes'}::bigint)
       AND original.status = 'COMPLETED'
       AND original.create_object = ${'createObject'}::boolean AND NOT ${MADE_FOR_OBJECT(fragment`original`)}
       AND CASE WHEN original.create_object
         THEN EXISTS (SELECT FROM object o WHERE o.id = original.object_id) ELSE original.deleted_at IS NULL END
     ORDER BY original.completed_at, original.id LIMIT 1
  )`

export async function findOriginal(
  db: Database,
  { organizationId, namespaceId, bucketId, owner }: Parameters<FindOriginal>[0],
  { sha256, fileSizeBytes, createObject }: Parameters<FindOriginal>[1],
): Promise<UploadRecord | null> {
  const params = { organizationId, namespaceId, bucketId, owner, sha256, fileSizeBytes, createObject }
  const [row] = await db.run<UploadRow, Params>(FIND_ORIGINAL, params)
  return row === undefined ? null : toUploadRecord(row)
}

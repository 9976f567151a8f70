import type { ObjectRecord, Tenant } from '@landfall/core/domain'
import type { Database } from '../connect.ts'
import { callDatabase } from '../errors.ts'
import { fragment, sql } from '../sql/statement.ts'
import { uniqueDigest } from '../sql/unique-key.ts'
import { OBJECT_SELECT, toObjectRecord } from './object-row.ts'

export async function findObjectOrNull(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  { objectId, bucketId }: { objectId: string; bucketId: string | null },
): Promise<ObjectRecord | null> {
  const where = { id: objectId, organizationId, namespaceId, ...(bucketId === null ? {} : { bucketId }) }
  const row = await callDatabase(() => db.prisma.bucketObject.findFirst({ where, select: OBJECT_SELECT }))
  return row === null ? null : toObjectRecord(row)
}

type KeyParams = Tenant & { bucketId: string; uniqueKey: string }

const FIND_BY_KEY = sql<KeyParams>('find-object-by-key')`
  SELECT id FROM object
   WHERE organization_id = ${'organizationId'} AND namespace_id = ${'namespaceId'} AND bucket_id = ${'bucketId'}
     AND unique_key = ${uniqueDigest(fragment`${'uniqueKey'}::text`)}`

export async function findByUniqueKey(
  db: Database,
  { organizationId, namespaceId }: Tenant,
  { bucketId, uniqueKey }: { bucketId: string; uniqueKey: string },
): Promise<ObjectRecord | null> {
  const tenant = { organizationId, namespaceId }
  const [row] = await db.run<{ id: string }, KeyParams>(FIND_BY_KEY, { ...tenant, bucketId, uniqueKey })
  return row === undefined ? null : findObjectOrNull(db, tenant, { objectId: row.id, bucketId })
}

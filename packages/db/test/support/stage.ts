import { type QuotaSums, quotaId, quotaIdsFor } from '@landfall/core/domain'
import { type DatabaseStage, testIds } from '@landfall/core/testing'
import type { Database } from '../../src/index.ts'

/** Every time that a row carries, so that all of them can be moved at once; the seconds stand as `$1`. */
const SHIFT = `
  SELECT format('UPDATE %I SET %s', table_name,
    string_agg(format('%1$I = %1$I - make_interval(secs => $1)', column_name), ', ')) AS text
  FROM information_schema.columns
  WHERE table_schema = 'public' AND data_type = 'timestamp with time zone' AND table_name NOT LIKE '\\_%'
  GROUP BY table_name`

/** Which columns there are does not change while a test file runs, and asking costs more than moving them. */
const shifts = new WeakMap<Database, Promise<string>>()

function shiftOf(db: Database): Promise<string> {
  const known = shifts.get(db) ?? readShift(db)
  shifts.set(db, known)
  return known
}

async function readShift({ pool }: Database): Promise<string> {
  const { rows } = await pool.query<{ text: string }>(SHIFT)
  return rows.map(({ text }) => text).join(';')
}

export const createStage = (db: Database): DatabaseStage => ({
  async elapse(seconds) {
    const shift = await shiftOf(db)
    await db.pool.query(shift.replaceAll('$1', String(seconds)))
  },
  async levelTimes() {
    await db.pool.query(`UPDATE upload SET created_at = now(); UPDATE object SET created_at = now()`)
  },
  async limitUnsized(organizationId, limitUnsized) {
    await db.prisma.quota.update({
      where: { id: quotaId('organization', organizationId) },
      data: { limitUnsized },
    })
  },
  async setBucket(id, state) {
    await db.prisma.bucket.update({ where: { id }, data: state })
  },
  async addNamespace({ namespaceId, organizationId, name }) {
    await db.prisma.namespace.create({ data: { id: namespaceId, organizationId, name } })
    await db.prisma.quota.create({
      data: {
        id: quotaId('namespace', namespaceId),
        organizationId,
        namespaceId,
        scope: 'namespace',
        scopeId: namespaceId,
      },
    })
  },
  async bendQuota(id, change) {
    const { rowCount } = await db.pool.query(
      `UPDATE quota SET used_bytes = used_bytes + $2, used_objects = used_objects + $3,
         reserved_bytes = reserved_bytes + $4, reserved_objects = reserved_objects + $5 WHERE id = $1`,
      [id, ...amountsOf(change)],
    )
    if (rowCount !== 1) throw new Error(`bendQuota: no quota ${id}`)
  },
  async bendLedger({ organizationId, namespaceId, bucketId }, change) {
    await db.pool.query(
      `INSERT INTO quota_entry (organization_id, namespace_id, bucket_id, subject, kind, seq,
         used_bytes, used_objects, reserved_bytes, reserved_objects)
       VALUES ($1, $2, $3, $4, 'settle', 1, $5, $6, $7, $8)`,
      [organizationId, namespaceId, bucketId, testIds.next('upload'), ...amountsOf(change)],
    )
  },
  async revokeKey(id) {
    await db.prisma.apiKey.update({ where: { id }, data: { revokedAt: new Date() } })
  },
  async strandSeal({ uploadId, key }) {
    const upload = await db.prisma.upload.findUniqueOrThrow({ where: { id: uploadId } })
    const { organizationId, namespaceId, bucketId, attempt } = upload
    const seal = await db.prisma.storedKey.create({
      data: {
        organizationId,
        namespaceId,
        bucketId,
        storeId: 'default',
        uploadId,
        attempt,
        role: 'seal',
        key,
      },
    })
    return Number(seal.id)
  },
  linkObject: link => linkObject(db, link),
  async queuedTasks() {
    const { rows } = await db.pool.query<{ task_id: string }>(`
      SELECT payload ->> 'taskId' AS task_id FROM graphile_worker._private_jobs ORDER BY id`)
    return rows.map(row => row.task_id)
  },
  async queuedSettlings() {
    const { rows } = await db.pool.query<{ upload_id: string; attempt: number; due_in: number }>(`
      SELECT payload ->> 'uploadId' AS upload_id, (payload ->> 'attempt')::int AS attempt,
        round(extract(epoch FROM run_at - now()))::int AS due_in
      FROM graphile_worker._private_jobs WHERE payload ->> 'uploadId' IS NOT NULL ORDER BY id`)
    return rows.map(row => ({ uploadId: row.upload_id, attempt: row.attempt, dueInSeconds: row.due_in }))
  },
})

const amountsOf = ({
  usedBytes = 0,
  usedObjects = 0,
  reservedBytes = 0,
  reservedObjects = 0,
}: Partial<QuotaSums>) => [usedBytes, usedObjects, reservedBytes, reservedObjects]

async function linkObject(
  { prisma }: Database,
  { uploadId, objectId, blobId }: { uploadId: string; objectId: string; blobId: string },
): Promise<void> {
  const upload = await prisma.upload.findUniqueOrThrow({
    where: { id: uploadId },
    include: { servedKey: true },
  })
  const { organizationId, namespaceId, bucketId, owner, filename, contentType, servedKey } = upload
  if (servedKey === null) throw new Error(`linkObject: ${uploadId} serves nothing`)
  const target = { organizationId, namespaceId, bucketId, owner }
  await prisma.$transaction([
    prisma.bucketObject.create({ data: { id: objectId, ...target } }),
    prisma.objectBlob.create({
      data: {
        id: blobId,
        organizationId,
        namespaceId,
        objectId,
        uploadId,
        storedKeyId: servedKey.id,
        property: 'linked',
        type: 'string',
        filename,
        contentType,
        sizeBytes: servedKey.sizeBytes ?? 0,
        etag: servedKey.etag ?? '',
      },
    }),
    prisma.quotaEntry.create({
      data: { ...target, subject: objectId, kind: 'settle', seq: 0, usedObjects: 1 },
    }),
    prisma.quota.updateMany({
      where: { id: { in: quotaIdsFor(target) } },
      data: { usedObjects: { increment: 1 } },
    }),
  ])
}

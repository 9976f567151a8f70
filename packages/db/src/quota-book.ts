import { type QuotaRecord, type QuotaScope, quotaId, type Tenant } from '@landfall/core/domain'
import type { QuotaBook, QuotaRef } from '@landfall/core/ports'
import type { Database } from './connect.ts'
import { callDatabase } from './errors.ts'
import type { Prisma } from './generated/client.ts'
import { listQuotas } from './list-quotas.ts'
import { DEFAULT_OPEN_UNSIZED } from './quota-defaults.ts'
import { toSafeInteger, toSafeIntegerOrNull } from './rows.ts'

const QUOTA_SELECT = {
  id: true,
  scope: true,
  scopeId: true,
  owner: true,
  limitBytes: true,
  limitObjects: true,
  usedBytes: true,
  usedObjects: true,
  reservedBytes: true,
  reservedObjects: true,
} as const satisfies Prisma.QuotaSelect

type QuotaRow = Prisma.QuotaGetPayload<{ select: typeof QUOTA_SELECT }>

type Limits = Pick<Parameters<QuotaBook['set']>[1], 'limitBytes' | 'limitObjects'>

export const createQuotaBook = (db: Database): QuotaBook => ({
  get: (tenant, ref) => callDatabase(() => findQuota(db, tenant, ref)),
  list: (tenant, page) => listQuotas(db, tenant, page),
  set: (tenant, { limitBytes, limitObjects, ...ref }) =>
    callDatabase(async () => {
      if (ref.scope === 'owner') await ensureOwnerRow(db, tenant, ref)
      const [row] = await db.prisma.quota.updateManyAndReturn({
        where: ownQuota(tenant, ref),
        data: changesOf({ limitBytes, limitObjects }),
        select: QUOTA_SELECT,
      })
      return row === undefined ? null : toQuotaRecord(row)
    }),
})

/** An absent limit is left as it is, and so may not reach Prisma as `undefined` or null. */
function changesOf({ limitBytes, limitObjects }: Limits): Prisma.QuotaUpdateManyMutationInput {
  return {
    ...(limitBytes === undefined ? {} : { limitBytes }),
    ...(limitObjects === undefined ? {} : { limitObjects }),
  }
}

/** The id alone would do, were owner names and ids not a caller's text: `a:b` of `c` and `b` of `c:a` look the same. */
function ownQuota({ organizationId, namespaceId }: Tenant, ref: QuotaRef): Prisma.QuotaWhereInput {
  return {
    id: quotaId(ref.scope, ref.id, ref.owner),
    scope: ref.scope,
    scopeId: ref.id,
    owner: ref.owner,
    organizationId,
    namespaceId: ref.scope === 'organization' ? null : namespaceId,
  }
}

async function findQuota(db: Database, tenant: Tenant, ref: QuotaRef): Promise<QuotaRecord | null> {
  const row = await db.prisma.quota.findFirst({ where: ownQuota(tenant, ref), select: QUOTA_SELECT })
  if (row !== null) return toQuotaRecord(row)
  return ref.scope === 'owner' && ref.owner !== null && (await hasBucket(db, tenant, ref.id))
    ? untouchedOwner(ref.id, ref.owner)
    : null
}

/** An owner can be limited before the first upload, which otherwise brings the row (`ensureOwnerQuota`). */
async function ensureOwnerRow(db: Database, tenant: Tenant, { id: scopeId, owner }: QuotaRef): Promise<void> {
  if (owner === null || !(await hasBucket(db, tenant, scopeId))) return
  const { organizationId, namespaceId } = tenant
  await db.prisma.quota.createMany({
    data: {
      id: quotaId('owner', scopeId, owner),
      organizationId,
      namespaceId,
      scope: 'owner',
      scopeId,
      owner,
      limitUnsized: DEFAULT_OPEN_UNSIZED.owner,
    },
    skipDuplicates: true,
  })
}

async function hasBucket(db: Database, tenant: Tenant, bucketId: string): Promise<boolean> {
  const { organizationId, namespaceId } = tenant
  const found = await db.prisma.bucket.findFirst({
    where: { id: bucketId, organizationId, namespaceId },
    select: { id: true },
  })
  return found !== null
}

const untouchedOwner = (bucketId: string, owner: string): QuotaRecord => ({
  id: quotaId('owner', bucketId, owner),
  scope: 'owner',
  scopeId: bucketId,
  owner,
  limitBytes: null,
  limitObjects: null,
  usedBytes: 0,
  usedObjects: 0,
  reservedBytes: 0,
  reservedObjects: 0,
})

function toQuotaRecord(row: QuotaRow): QuotaRecord {
  return {
    id: row.id,
    // A CHECK holds the column to these words.
    scope: row.scope as QuotaScope,
    scopeId: row.scopeId,
    owner: row.owner,
    limitBytes: toSafeIntegerOrNull(row.limitBytes),
    limitObjects: toSafeIntegerOrNull(row.limitObjects),
    usedBytes: toSafeInteger(row.usedBytes),
    usedObjects: toSafeInteger(row.usedObjects),
    reservedBytes: toSafeInteger(row.reservedBytes),
    reservedObjects: toSafeInteger(row.reservedObjects),
  }
}

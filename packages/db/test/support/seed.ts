import type { UploadRecord } from '@landfall/core/domain'
import { quotaId } from '@landfall/core/domain'
import type { NewUpload, UploadLedger } from '@landfall/core/ports'
import { newUpload, type Place, testIds } from '@landfall/core/testing'
import type { Database } from '../../src/index.ts'
import { DEFAULT_OPEN_UNSIZED } from '../../src/quota-defaults.ts'

export interface Limits {
  limitBytes?: number | null
  limitObjects?: number | null
  limitUnsized?: number | null
}

/** An organization with one namespace and one bucket, each with its quota row. */
export async function seedPlace({ prisma }: Database, limits: Limits = {}): Promise<Place> {
  const organizationId = testIds.next('organization')
  const namespaceId = testIds.next('namespace')
  await prisma.organization.create({ data: { id: organizationId, name: organizationId } })
  await prisma.namespace.create({ data: { id: namespaceId, organizationId, name: 'default' } })
  await prisma.quota.createMany({
    data: [
      {
        id: quotaId('organization', organizationId),
        organizationId,
        scope: 'organization',
        scopeId: organizationId,
        limitUnsized: DEFAULT_OPEN_UNSIZED.organization,
        ...limits,
      },
      {
        id: quotaId('namespace', namespaceId),
        organizationId,
        namespaceId,
        scope: 'namespace',
        scopeId: namespaceId,
      },
    ],
  })
  return seedBucket({ prisma }, { organizationId, namespaceId })
}

export async function seedBucket(
  { prisma }: Pick<Database, 'prisma'>,
  { organizationId, namespaceId }: Omit<Place, 'bucketId'>,
): Promise<Place> {
  const bucketId = testIds.next('bucket')
  await prisma.bucket.create({ data: { id: bucketId, organizationId, namespaceId, name: bucketId } })
  await prisma.quota.create({
    data: {
      id: quotaId('bucket', bucketId),
      organizationId,
      namespaceId,
      scope: 'bucket',
      scopeId: bucketId,
    },
  })
  return { organizationId, namespaceId, bucketId }
}

export async function seedUpload(
  uploads: UploadLedger,
  fields: Place & Partial<NewUpload>,
): Promise<UploadRecord> {
  const reserved = await uploads.reserve(newUpload(fields))
  if (reserved.outcome !== 'reserved') throw new Error(`seedUpload: ${reserved.outcome}`)
  return reserved.upload
}

/** An owner's quota row with limits, as an operator sets it before the first upload. */
export async function limitOwner(
  { prisma }: Database,
  { organizationId, namespaceId, bucketId }: Place,
  limits: Limits & { owner: string },
): Promise<void> {
  await prisma.quota.create({
    data: {
      id: quotaId('owner', bucketId, limits.owner),
      organizationId,
      namespaceId,
      scope: 'owner',
      scopeId: bucketId,
      ...limits,
    },
  })
}

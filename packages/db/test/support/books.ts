import { isOpen, quotaIdsFor, type UploadStatus } from '@landfall/core/domain'
import { addCounters, type BookedCounters, type Books } from '@landfall/core/testing'
import type { Prisma } from '../../src/generated/client.ts'
import type { Database } from '../../src/index.ts'

/** The three accounts, read row by row and added up here, so that no SQL of the adapters is trusted with it. */
export async function readBooks({ prisma }: Database): Promise<Books> {
  const [quotas, entries, keys, objects, uploads] = await Promise.all([
    prisma.quota.findMany(),
    prisma.quotaEntry.findMany(),
    prisma.storedKey.findMany({ include: { upload: true }, orderBy: { id: 'asc' } }),
    prisma.bucketObject.findMany(),
    prisma.upload.findMany(),
  ])
  return {
    quotas: quotas.map(quota => ({ id: quota.id, ...countersOf(quota) })),
    ledgerSums: ledgerSums(entries),
    liveKeys: keys
      .filter(({ state }) => state === 'live')
      .map(({ id, sizeBytes, upload }) => ({
        keyId: Number(id),
        sizeBytes: Number(sizeBytes),
        quotaIds: quotaIdsFor(upload),
      })),
    objects: objects.map(object => ({ objectId: object.id, quotaIds: quotaIdsFor(object) })),
    // From what was declared, not from the reserved columns, which are one more thing to be right. Of an upload in parts
    // they are all there is, and the ledger has to say the same.
    reservations: uploads
      .filter(({ status }) => isOpen(status as UploadStatus))
      .map(upload => ({
        uploadId: upload.id,
        bytes: Number(upload.partSizeBytes === null ? (upload.fileSizeBytes ?? 0) : upload.reservedBytes),
        objects: upload.createObject ? 1 : 0,
        quotaIds: quotaIdsFor(upload),
      })),
    keys: keys.map(({ id, key, uploadId, role, state }) => ({
      keyId: Number(id),
      key,
      uploadId,
      role: role === 'seal' ? 'seal' : 'put',
      state,
    })),
  }
}

type BigCounters = Record<keyof BookedCounters, bigint>

const countersOf = (row: BigCounters): BookedCounters => ({
  usedBytes: Number(row.usedBytes),
  usedObjects: Number(row.usedObjects),
  reservedBytes: Number(row.reservedBytes),
  reservedObjects: Number(row.reservedObjects),
})

type Entry = Prisma.QuotaEntryGetPayload<object>

/** A repair moves one quota alone, every other entry all scopes of its columns. */
function quotaIdsOf({ quotaId, organizationId, namespaceId, bucketId, owner }: Entry): string[] {
  if (quotaId !== null) return [quotaId]
  return quotaIdsFor({ organizationId, namespaceId: namespaceId ?? '', bucketId: bucketId ?? '', owner })
}

function ledgerSums(entries: Entry[]): Books['ledgerSums'] {
  const sums = new Map<string, BookedCounters>()
  for (const entry of entries)
    for (const id of quotaIdsOf(entry)) sums.set(id, addCounters(sums.get(id), countersOf(entry)))
  return [...sums].map(([id, sum]) => ({ id, ...sum }))
}

import { quotaIdsFor } from '../../domain/quota.ts'
import { isOpen } from '../../domain/upload-state.ts'
import { addCounters, type BookedCounters, type Books } from '../books.ts'
import { quotaIdsOf } from './quota-rows.ts'
import { type FakeTables, rowOf } from './tables.ts'
import { targetOf } from './tenancy.ts'

export function readFakeBooks(tables: FakeTables): Books {
  const uploads = [...tables.uploads.values()]
  const keys = [...tables.keys.values()]
  const sums = new Map<string, BookedCounters>()
  for (const entry of tables.entries)
    for (const id of quotaIdsOf(entry)) sums.set(id, addCounters(sums.get(id), entry))
  return {
    quotas: [...tables.quotas.values()].map(quota => ({ id: quota.id, ...addCounters(quota) })),
    ledgerSums: [...sums].map(([id, sum]) => ({ id, ...sum })),
    liveKeys: keys
      .filter(({ state }) => state === 'live')
      .map(key => ({
        keyId: key.id,
        sizeBytes: key.sizeBytes ?? 0,
        quotaIds: quotaIdsFor(targetOf(rowOf(tables.uploads, key.uploadId))),
      })),
    objects: [...tables.objects.values()].map(row => ({
      objectId: row.objectId,
      quotaIds: quotaIdsFor(row),
    })),
    reservations: uploads
      .filter(row => isOpen(row.status))
      .map(row => ({
        uploadId: row.declared.uploadId,
        // Of an upload in parts: what signing them has made of it, which the ledger has to say too.
        bytes: row.partSizeBytes === null ? (row.fileSizeBytes ?? 0) : row.reservedBytes,
        objects: row.declared.createObject ? 1 : 0,
        quotaIds: quotaIdsFor(targetOf(row)),
      })),
    keys: keys.map(({ id, key, uploadId, role, state }) => ({ keyId: id, key, uploadId, role, state })),
  }
}

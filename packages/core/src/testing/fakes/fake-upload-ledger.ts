import type { Tenant } from '../../domain/actor.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { UploadLedger } from '../../ports/upload-ledger.ts'
import { finish } from './finish.ts'
import { isNamed, releaseKey } from './key-references.ts'
import { doomKey, insertKey } from './key-rows.ts'
import { listUploads, uploadStats } from './list-uploads.ts'
import { beginMultipart, grantParts } from './multipart.ts'
import { findRemembered, forgetExpired, remember } from './remembered.ts'
import { renew } from './renew.ts'
import { reserve } from './reserve.ts'
import { reserveBatch } from './reserve-batch.ts'
import { findLeftovers, findOriginal } from './sharing.ts'
import { type FakeTables, rowOf, type UploadRow } from './tables.ts'
import { isOwn } from './tenancy.ts'
import { toUploadRecord } from './upload-view.ts'

export function createFakeUploadLedger(tables: FakeTables): UploadLedger {
  const view = (row: UploadRow | undefined) => (row === undefined ? null : toUploadRecord(tables, row))
  const inBucket = (row: UploadRow | undefined) =>
    row !== undefined && rowOf(tables.buckets, row.declared.bucketId).deletedAt === null ? row : undefined
  const openAt = (uploadId: string, attempt: number) => {
    const row = tables.uploads.get(uploadId)
    return row !== undefined && isOpen(row.status) && row.attempt === attempt ? row : undefined
  }
  return {
    reserve: async upload => reserve(tables, upload),
    reserveBatch: async (tenant, entries) => reserveBatch(tables, tenant, entries),
    findRemembered: async (tenant, ref) => findRemembered(tables, tenant, ref),
    rememberDuplicate: async (tenant, ref, uploadId) =>
      remember(tables, tenant, { ref, uploadId, isDuplicate: true }),
    forgetExpired: async () => forgetExpired(tables),
    findOriginal: async (place, bytes) => view(findOriginal(tables, place, bytes)),
    find: async (tenant, uploadId) => view(inBucket(ownUpload(tables, tenant, uploadId))),
    findById: async uploadId => view(inBucket(tables.uploads.get(uploadId))),
    list: async (tenant, query) => listUploads(tables, tenant, query),
    stats: async (tenant, filter) => uploadStats(tables, tenant, filter),
    renew: async request => renew(tables, request),
    grantParts: async grant => grantParts(tables, grant),
    beginMultipart: async begun => beginMultipart(tables, begun),
    openSeal: async ({ uploadId, attempt, key }) => {
      const upload = openAt(uploadId, attempt)
      return upload === undefined ? null : { keyId: insertKey(tables, { upload, key, role: 'seal' }).id }
    },
    doomSeal: async keyId => {
      const key = tables.keys.get(keyId)
      if (key?.role === 'seal' && key.state === 'open') doomKey(tables, key)
    },
    finish: async request => finish(tables, request),
    dropReference: async uploadId => {
      const row = tables.uploads.get(uploadId)
      if (row?.status !== 'COMPLETED' || row.deletedAt !== null) return 'dropped'
      if (isNamed(tables, uploadId)) return 'named'
      row.deletedAt = tables.clock.now()
      if (row.servedKeyId !== null && !row.declared.createObject) releaseKey(tables, row.servedKeyId)
      return 'dropped'
    },
    findLeftovers: async (olderThanSeconds, limit) => findLeftovers(tables, olderThanSeconds, limit),
    record: async event => {
      rowOf(tables.uploads, event.uploadId)
      tables.events.push({ ...structuredClone(event), at: tables.clock.now() })
    },
    events: async (tenant, uploadId) =>
      ownUpload(tables, tenant, uploadId) === undefined
        ? []
        : structuredClone(tables.events.filter(event => event.uploadId === uploadId)),
    setLastError: async (uploadId, attempt, error) => {
      const row = openAt(uploadId, attempt)
      if (row !== undefined) row.lastError = structuredClone(error)
    },
  }
}

function ownUpload(tables: FakeTables, tenant: Tenant, uploadId: string): UploadRow | undefined {
  const row = tables.uploads.get(uploadId)
  return row !== undefined && isOwn(tenant, row.declared) ? row : undefined
}

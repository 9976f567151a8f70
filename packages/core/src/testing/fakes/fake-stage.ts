import { addCounters, NOTHING_BOOKED } from '../books.ts'
import type { DatabaseStage } from '../contracts/database-harness.ts'
import { testIds } from '../ids.ts'
import { insertNamespace } from './fake-tenant-directory.ts'
import { insertKey } from './key-rows.ts'
import { moveQuota } from './quota-rows.ts'
import { type FakeTables, rowOf } from './tables.ts'

/** States that no port method can bring about (yet); the contract suites and service tests set them up here. */
export function createFakeStage(tables: FakeTables): DatabaseStage {
  return {
    elapse: async seconds => tables.clock.advance(seconds),
    levelTimes: async () => {
      const now = tables.clock.now()
      for (const row of tables.uploads.values()) row.createdAt = now
      for (const row of tables.objects.values()) row.createdAt = now
    },
    limitUnsized: async (organizationId, limit) => {
      rowOf(tables.organizations, organizationId).limitUnsized = limit
    },
    setBucket: async (bucketId, state) => {
      Object.assign(rowOf(tables.buckets, bucketId), state)
    },
    addNamespace: async namespace => insertNamespace(tables, namespace),
    bendQuota: async (quotaId, change) => {
      const quota = rowOf(tables.quotas, quotaId)
      Object.assign(quota, addCounters(quota, change))
    },
    bendLedger: async ({ organizationId, namespaceId, bucketId }, change) => {
      const target = { organizationId, namespaceId, bucketId, owner: null }
      const subject = testIds.next('upload')
      tables.entries.push({ ...NOTHING_BOOKED, ...change, target, subject, kind: 'settle', seq: 1 })
    },
    revokeKey: async keyId => {
      rowOf(tables.apiKeys, keyId).revokedAt = tables.clock.now()
    },
    strandSeal: async ({ uploadId, key }) => {
      const upload = rowOf(tables.uploads, uploadId)
      return insertKey(tables, { upload, key, role: 'seal' }).id
    },
    linkObject: async ({ uploadId, objectId, blobId }) => linkObject(tables, { uploadId, objectId, blobId }),
    queuedTasks: async () => [...tables.queue],
    queuedSettlings: async () =>
      [...tables.settleJobs.values()].map(({ runAt, ...job }) => ({
        ...job,
        dueInSeconds: Math.round((runAt.getTime() - tables.clock.now().getTime()) / 1000),
      })),
  }
}

function linkObject(tables: FakeTables, link: { uploadId: string; objectId: string; blobId: string }): void {
  const { declared, ...upload } = rowOf(tables.uploads, link.uploadId)
  const { organizationId, namespaceId, bucketId, owner } = declared
  const target = { organizationId, namespaceId, bucketId, owner }
  const keyId = upload.servedKeyId ?? 0
  const now = tables.clock.now()
  moveQuota(tables, { target, subject: link.objectId, kind: 'settle', usedObjects: 1 })
  tables.objects.set(link.objectId, {
    objectId: link.objectId,
    ...target,
    keyPrefix: null,
    metadata: null,
    status: 'COMPLETED',
    uniqueKey: null,
    createdAt: now,
    updatedAt: now,
    blobs: [
      {
        blobId: link.blobId,
        keyId,
        property: 'linked',
        type: 'string',
        uploadId: link.uploadId,
        keyPrefix: null,
        metadata: null,
        filename: declared.filename,
        contentType: declared.contentType,
        sizeBytes: rowOf(tables.keys, keyId).sizeBytes ?? 0,
        etag: upload.etag ?? '',
        sha256: upload.verifiedSha256,
      },
    ],
  })
}

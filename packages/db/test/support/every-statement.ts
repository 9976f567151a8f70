import { cursorOf, EMPTY_CLAIM, SORT_FIELDS, type Tenant } from '@landfall/core/domain'
import {
  newApiKey,
  newCompletion,
  newUpload,
  newUploadToken,
  type Place,
  testIds,
} from '@landfall/core/testing'
import {
  createBucketRegistry,
  createDoomedKeys,
  createKeyInventory,
  createObjectCatalog,
  createOpenUploads,
  createOverviewReader,
  createQuotaBook,
  createSessionDirectory,
  createTaskBoard,
  createTenantDirectory,
  createTokenDirectory,
  createUploadLedger,
  type Database,
} from '../../src/index.ts'
import { seedPlace } from './seed.ts'

/** Calls every port in every way that has a statement of its own. */
export async function runEveryStatement(db: Database): Promise<void> {
  const uploads = createUploadLedger(db)
  const tasks = createTaskBoard(db)
  const keys = createDoomedKeys(db)
  const place = await seedPlace(db)
  const { uploadId } = newUpload(place)
  const reserved = await uploads.reserve(newUpload({ ...place, uploadId, owner: 'ann', createObject: false }))
  if (reserved.outcome !== 'reserved') throw new Error(reserved.outcome)
  const { upload } = reserved

  await uploads.findById(uploadId)
  await uploads.record({ uploadId, attempt: 1, kind: 'signed', detail: {} })
  await uploads.events(place, uploadId)
  await uploads.dispute({ uploadId, attempt: 1, kind: 'confirm_refused', detail: {} }, 'etag')
  await uploads.setLastError(uploadId, 1, { code: 'INTERNAL', message: '', details: {} })
  const seal = await uploads.openSeal({ uploadId, attempt: 1, key: testIds.random(20) })
  await uploads.doomSeal(seal?.keyId ?? 0)
  const last = { ...upload, id: uploadId, values: {} }
  for (const filter of [
    {},
    { statuses: ['PENDING'] as const },
    { statuses: ['PENDING', 'FAILED'] as const },
    { owner: 'ann' },
    { statuses: ['PENDING'] as const, owner: 'ann' },
    { search: 'port' },
  ]) {
    for (const bucketId of [place.bucketId, null]) {
      await uploads.list(place, { bucketId, limit: 5, ...filter })
      const cursor = cursorOf({ bucketId, ...filter }, last)
      await uploads.list(place, { bucketId, limit: 5, cursor, ...filter })
      await uploads.stats(place, { bucketId, ...filter })
    }
  }
  const objects = createObjectCatalog(db)
  // Objects by name or size have no index, and then all of a tenant's are read, within the statement's time.
  for (const field of SORT_FIELDS)
    for (const bucketId of [place.bucketId, null]) {
      const sort = { field, direction: 'asc' } as const
      const scope = { bucketId, sort, search: 'a' }
      for (const query of [
        { bucketId, sort, limit: 5 },
        { ...scope, limit: 5, cursor: cursorOf(scope, last) },
      ]) {
        await uploads.list(place, query)
        if (field === 'created_at') await objects.list(place, query)
      }
      await objects.stats(place, { bucketId })
    }
  await runSessions(db, place)
  await runTokens(db, place)
  await runOverviews(db, place)
  await runSharing(db, place)
  await runContract(db, place)
  const taskId = testIds.next('task')
  await tasks.startConfirm({ taskId, uploadId, attempt: 1, claim: EMPTY_CLAIM })
  await tasks.find(place, taskId)
  await tasks.list(place, { limit: 5 })
  await tasks.count(place, { statuses: ['PENDING'], types: ['x'] })
  await tasks.lease(taskId, 60)
  await tasks.requeueExpired()
  await tasks.finish(taskId, { status: 'COMPLETED', outputs: [], error: null })
  await uploads.finish(newCompletion(upload))
  await uploads.dropReference(uploadId)
  await uploads.findLeftovers(900, 10)
  await keys.doomAbandonedSeals(0)
  await keys.claim(10, 60)
  await keys.recordDeleted([{ keyId: 1, isLast: false }])
  await keys.removeDeletedBuckets(10)
  await runSweeps(db)
}

async function runSweeps(db: Database): Promise<void> {
  const openUploads = createOpenUploads(db)
  const inventory = createKeyInventory(db)
  const attempt = { uploadId: 'upl_1', attempt: 1 }
  await openUploads.claimDue(10, 60)
  await openUploads.recordSeen({ ...attempt, etag: 'e', sizeBytes: 1 })
  await openUploads.checkLater([attempt])
  await openUploads.hold(attempt, 60)
  await openUploads.secondsToNextCheck()
  await inventory.list({ prefix: 'p/', after: 'a', upTo: null, limit: 10 })
  await inventory.unknownOf(['k'])
  await inventory.endedOf(['k'])
  await inventory.markMissing([1])
  await inventory.clearMissing([1])
  await inventory.clearMissingAt('a')
}

async function runSessions(db: Database, place: Tenant): Promise<void> {
  const sessions = createSessionDirectory(db)
  const { organizationId, namespaceId } = place
  const session = { sessionId: testIds.next('session'), tokenHash: 'token', lifetimeSeconds: 60 }
  await sessions.createLink({
    tokenHash: 'link',
    organizationId,
    namespaceId,
    permission: 'read',
    isOperator: false,
    actorId: 'key',
    lifetimeSeconds: 60,
  })
  await sessions.redeemLink('link', session)
  await sessions.createSessionForKey('key', session)
  await sessions.authenticate('token')
  await sessions.end('token')
}

async function runTokens(db: Database, place: Place): Promise<void> {
  const tokens = createTokenDirectory(db)
  const { organizationId, namespaceId } = place
  const key = newApiKey({ organizationId, namespaceId })
  await createTenantDirectory(db).createKey(key)
  const { kid, now } = await tokens.signingKey({ kid: 'sgn_1', secret: new Uint8Array(32) })
  const token = newUploadToken({ ...place, kid, issuerId: key.keyId, expiresAt: now })
  const { grantId } = await tokens.issue(token)
  const grant = { grantId, maxFiles: 5 }
  await createUploadLedger(db).reserve(newUpload({ ...place, grant, actorId: grantId, fileSizeBytes: null }))
  await tokens.authenticate(token.tokenHash, null)
  await tokens.findSecret(kid)
  await tokens.revoke(place, token.tokenId)
  await tokens.forgetExpired()
}

export const IDEMPOTENCY = {
  actorKind: 'key',
  actorId: 'key_test',
  operation: 'uploads.create',
  key: 'k',
  requestHash: 'h',
} as const

async function runSharing(db: Database, place: Place): Promise<void> {
  const uploads = createUploadLedger(db)
  const quotas = createQuotaBook(db)
  await uploads.findOriginal({ ...place, owner: null }, { sha256: 'a', fileSizeBytes: 1, createObject: true })
  await uploads.findRemembered(place, IDEMPOTENCY)
  await uploads.rememberDuplicate(place, IDEMPOTENCY, 'upl_1')
  await uploads.forgetExpired()
  const owner = { scope: 'owner', id: place.bucketId, owner: 'untouched' } as const
  await quotas.get(place, owner)
  await quotas.set(place, { ...owner, limitBytes: 1 })
  await quotas.events(place, 10)
}

async function runContract(db: Database, place: Place): Promise<void> {
  const [buckets, objects, tasks] = [createBucketRegistry(db), createObjectCatalog(db), createTaskBoard(db)]
  const object = {
    ...place,
    objectId: testIds.next('object'),
    keyPrefix: null,
    metadata: null,
    uniqueKey: 'k',
  }
  await objects.create({ ...object, owner: null, blobs: [] })
  await objects.findByUniqueKey(place, { bucketId: place.bucketId, uniqueKey: 'k' })
  await objects.update({ ...object, seenMetadata: null, blobs: [] })
  await createUploadLedger(db).reserveBatch(place, [])
  await buckets.update(place, place.bucketId, { description: 'd' })
  await buckets.fileSizes([place.bucketId])
  const batch = { ...place, taskId: testIds.next('task'), items: [] }
  await tasks.startBatchConfirm(batch)
  await tasks.cancel(place, batch.taskId)
  const other = await seedPlace(db)
  await tasks.startBucketDelete({ ...other, taskId: testIds.next('task') })
  await buckets.remains(other.bucketId, 10)
  await buckets.finishDelete(other.bucketId)
}

async function runOverviews(db: Database, place: Place): Promise<void> {
  const overview = { days: 14, maxItems: 10, maxCount: 100, quotaShare: 0.8 }
  for (const bucketId of [place.bucketId, null])
    await createOverviewReader(db).read(place, { ...overview, bucketId })
  await createQuotaBook(db).list(place, { scope: null, bucketId: null, limit: 5, offset: 0 })
}

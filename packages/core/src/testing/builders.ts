import type { Tenant } from '../domain/actor.ts'
import { NO_RULES } from '../domain/bucket.ts'
import type { UploadRecord } from '../domain/upload.ts'
import type { NewBucket } from '../ports/bucket-registry.ts'
import type { NewApiKey } from '../ports/tenant-directory.ts'
import type { NewUploadToken } from '../ports/token-directory.ts'
import type { FinishRequest, NewUpload, RenewRequest } from '../ports/upload-ledger.ts'
import type { DatabasePorts } from './database-ports.ts'
import { testIds } from './ids.ts'

/** Where an upload goes. */
export type Place = Tenant & { bucketId: string }

export const KIB = 1024
export const MIB = 1024 * KIB

export function newBucket(fields: Tenant & Partial<NewBucket>): NewBucket {
  const bucketId = testIds.next('bucket')
  return {
    bucketId,
    name: `bucket-${bucketId.slice(-6)}`,
    description: null,
    schema: null,
    uniqueKey: null,
    metadata: null,
    rules: NO_RULES,
    unconfirmed: 'settle',
    confirmGraceSeconds: 120,
    ...fields,
  }
}

export function newUpload(fields: Place & Partial<NewUpload>): NewUpload {
  const uploadId = testIds.next('upload')
  return {
    uploadId,
    owner: null,
    filename: 'report.pdf',
    contentType: 'application/pdf',
    fileSizeBytes: 1000,
    checksum: null,
    metadata: null,
    objectMetadata: null,
    blobProperty: 'report',
    blobType: 'PDF',
    createObject: true,
    skipDuplicates: true,
    sendsHeaders: false,
    guard: 'SEALED',
    partSizeBytes: null,
    putKey: `${fields.organizationId}/${fields.namespaceId}/api_buckets_uploads_create/${uploadId}/1/report.pdf`,
    expirationSeconds: 3600,
    transferGraceSeconds: 900,
    actorId: 'key_test',
    uniqueKey: null,
    idempotency: null,
    grant: null,
    ...fields,
  }
}

/** The next attempt of an upload, with what it declared before. */
export function newRenewal(upload: UploadRecord, fields: Partial<RenewRequest> = {}): RenewRequest {
  return {
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    fileSizeBytes: upload.fileSizeBytes,
    checksum: upload.checksum,
    guard: upload.guard,
    putKey: upload.lastKey.replace(`/${upload.attempt}/`, `/${upload.attempt + 1}/`),
    partSizeBytes: upload.multipart?.partSizeBytes ?? null,
    expirationSeconds: upload.expirationSeconds,
    transferGraceSeconds: 900,
    ...fields,
  }
}

type Completion = Extract<FinishRequest, { kind: 'completed' }>
type CompletionFields = Partial<Omit<Completion, 'observed'>> & { observed?: Partial<Completion['observed']> }

/** Settles an upload on its own put key, as declared. */
export function newCompletion(
  upload: UploadRecord,
  { observed, ...fields }: CompletionFields = {},
): Completion {
  return {
    kind: 'completed',
    uploadId: upload.uploadId,
    attempt: upload.attempt,
    servedKeyId: upload.putKey?.id ?? 0,
    observed: {
      etag: '0cc175b9c0f1b6a831c399e269772661',
      sourceEtag: '0cc175b9c0f1b6a831c399e269772661',
      sizeBytes: upload.fileSizeBytes ?? 1000,
      versionId: null,
      contentType: upload.contentType,
      sha256: null,
      ...observed,
    },
    receipt: {
      size: 'matched',
      etag: 'not_claimed',
      checksum: 'not_claimed',
      guard: upload.guard,
      settledBy: 'client',
    },
    settledBy: 'client',
    disputedEtag: upload.disputedEtag,
    objectId: testIds.next('object'),
    blobId: testIds.next('blob'),
    ...fields,
  }
}

export function newApiKey(fields: Tenant & Partial<NewApiKey>): NewApiKey {
  const keyId = testIds.next('apiKey')
  return {
    keyId,
    name: 'test key',
    hash: keyId.slice(-16).padStart(64, '0'),
    prefix: 'sk_test',
    permission: 'admin',
    allNamespaces: false,
    isOperator: false,
    ...fields,
  }
}

export function newUploadToken(
  fields: Place & Pick<NewUploadToken, 'expiresAt'> & Partial<NewUploadToken>,
): NewUploadToken {
  return {
    tokenId: testIds.next('token'),
    tokenHash: testIds.random(64),
    kid: 'sgn_test',
    grantId: testIds.next('grant'),
    issuerId: 'key_test',
    owner: null,
    continuesHash: null,
    ...fields,
  }
}

/** An organization with a namespace, and a bucket in it. */
export async function seedPlace(
  ports: Pick<DatabasePorts, 'tenants' | 'buckets'>,
  bucket: Partial<NewBucket> & { maxFileBytes?: number } = {},
): Promise<Place> {
  const { maxFileBytes = null, ...fields } = bucket
  const organizationId = testIds.next('organization')
  const namespaceId = testIds.next('namespace')
  await ports.tenants.createOrganization({
    organizationId,
    name: organizationId.replace('org_', 'org '),
    namespaceId,
    namespaceName: 'default',
    maxFileBytes,
  })
  const { bucketId } = await seedBucket(ports, { organizationId, namespaceId, ...fields })
  return { organizationId, namespaceId, bucketId }
}

export async function seedBucket(
  ports: Pick<DatabasePorts, 'buckets'>,
  fields: Tenant & Partial<NewBucket>,
): Promise<Place> {
  const bucket = newBucket(fields)
  const { outcome } = await ports.buckets.create(bucket)
  if (outcome !== 'created') throw new RangeError(`seedBucket: ${outcome}`)
  return {
    organizationId: bucket.organizationId,
    namespaceId: bucket.namespaceId,
    bucketId: bucket.bucketId,
  }
}

/** An open upload; throws where it is refused. */
export async function seedUpload(
  ports: Pick<DatabasePorts, 'uploads'>,
  fields: Place & Partial<NewUpload>,
): Promise<UploadRecord> {
  const reserved = await ports.uploads.reserve(newUpload(fields))
  if (reserved.outcome !== 'reserved') throw new RangeError(`seedUpload: ${reserved.outcome}`)
  return reserved.upload
}

/** A settled upload; throws where it is refused. */
export async function seedCompleted(
  ports: Pick<DatabasePorts, 'uploads'>,
  fields: Place & Partial<NewUpload>,
): Promise<UploadRecord> {
  const upload = await seedUpload(ports, fields)
  const finished = await ports.uploads.finish(newCompletion(upload))
  if (finished.outcome !== 'finished') throw new RangeError(`seedCompleted: ${finished.outcome}`)
  return finished.upload
}

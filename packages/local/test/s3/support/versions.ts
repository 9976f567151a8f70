import {
  type BucketVersioningStatus,
  DeleteObjectCommand,
  type DeleteObjectCommandInput,
  GetObjectCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
  type PutObjectCommandInput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { BUCKET, startTestStore, type TestStore } from './test-store.ts'

export async function setVersioning(
  store: { client: S3Client },
  Status: BucketVersioningStatus,
  Bucket = BUCKET,
): Promise<void> {
  await store.client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration: { Status } }))
}

export async function startVersionedStore(): Promise<TestStore> {
  const store = await startTestStore()
  await setVersioning(store, 'Enabled')
  return store
}

/** The one key that these tests give versions. */
export const at = { Bucket: BUCKET, Key: 'key' }

export async function put(store: TestStore, Body: string, input: Partial<PutObjectCommandInput> = {}) {
  const { VersionId, ETag } = await store.client.send(new PutObjectCommand({ ...at, Body, ...input }))
  return { VersionId, ETag }
}

export async function read(store: TestStore, VersionId?: string) {
  const got = await store.client.send(new GetObjectCommand({ ...at, VersionId }))
  return { text: await got.Body?.transformToString(), VersionId: got.VersionId }
}

export function remove(store: TestStore, input: Partial<DeleteObjectCommandInput> = {}) {
  return store.client.send(new DeleteObjectCommand({ ...at, ...input }))
}

import { type BucketVersioningStatus, PutBucketVersioningCommand, type S3Client } from '@aws-sdk/client-s3'
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

import { randomUUID } from 'node:crypto'
import {
  CreateMultipartUploadCommand,
  ListMultipartUploadsCommand,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  PutBucketVersioningCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import type { Random } from '../lib/random.ts'
import { sha256 } from '../lib/sha256.ts'
import type { Witness } from './witness.ts'

/**
 * Somebody else with the bucket's credentials, who writes under the very prefix that the product's keys have: what the
 * product has no row of is nobody's to touch.
 */
export interface Stranger {
  writeSome(random: Random, witness: Witness): Promise<void>
  openMultiparts(): Promise<Set<string>>
  enableVersioning(): Promise<void>
  /** By key; delete markers are none. */
  countVersions(): Promise<Map<string, number>>
  close(): void
}

export function createStranger(store: {
  endpoint: string
  bucket: string
  accessKeyId: string
  secretAccessKey: string
}): Stranger {
  const { endpoint, bucket: Bucket, accessKeyId, secretAccessKey } = store
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    requestChecksumCalculation: 'WHEN_REQUIRED',
    maxAttempts: 1,
  })
  const limit = () => ({ abortSignal: AbortSignal.timeout(15_000) })
  return {
    async writeSome(random, witness) {
      const Key = `org_stranger/uploads/${randomUUID()}`
      const Body = random.bytes(random.between(1, 5_000))
      witness.strangersKeys.set(Key, null)
      const put = client.send(new PutObjectCommand({ Bucket, Key, Body }), limit())
      if (await put.then(isDone, isNot)) witness.strangersKeys.set(Key, sha256(Body))
      if (random.chance(0.5)) return
      const begun = await client
        .send(new CreateMultipartUploadCommand({ Bucket, Key }), limit())
        .catch(() => null)
      if (begun?.UploadId) witness.strangersMultiparts.add(begun.UploadId)
    },
    async openMultiparts() {
      const { Uploads = [] } = await client.send(
        new ListMultipartUploadsCommand({ Bucket, Prefix: 'org_stranger/' }),
        limit(),
      )
      return new Set(Uploads.flatMap(({ UploadId }) => UploadId ?? []))
    },
    async enableVersioning() {
      const VersioningConfiguration = { Status: 'Enabled' } as const
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }), limit())
    },
    async countVersions() {
      const counts = new Map<string, number>()
      for (let marker: { KeyMarker?: string; VersionIdMarker?: string } | null = {}; marker !== null; ) {
        const page: ListObjectVersionsCommandOutput = await client.send(
          new ListObjectVersionsCommand({ Bucket, ...marker }),
          limit(),
        )
        for (const { Key = '' } of page.Versions ?? []) counts.set(Key, (counts.get(Key) ?? 0) + 1)
        const { IsTruncated, NextKeyMarker = '', NextVersionIdMarker = '' } = page
        marker = IsTruncated ? { KeyMarker: NextKeyMarker, VersionIdMarker: NextVersionIdMarker } : null
      }
      return counts
    },
    close: () => client.destroy(),
  }
}

const isDone = () => true
const isNot = () => false

import { ListObjectVersionsCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3'
import { CAPABLE } from '@landfall/core/testing'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { createS3Clients } from '../src/config.ts'
import { createS3ObjectStore, probeStore } from '../src/index.ts'
import { copyComputesSha256 } from '../src/probe/object-checks.ts'
import { FIRST_BYTES } from '../src/probe/probe.ts'
import { createS3Context } from '../src/s3-context.ts'
import { type EmbeddedStore, keysLeft, startEmbeddedStore } from './support/embedded-store.ts'
import { expectPortError } from './support/failures.ts'

describe('a versioned bucket', () => {
  let versioned: EmbeddedStore
  let client: S3Client
  beforeAll(async () => {
    versioned = await startEmbeddedStore()
    const { endpoint, region, accessKeyId = '', secretAccessKey = '', bucket } = versioned.config
    const credentials = { accessKeyId, secretAccessKey }
    client = new S3Client({ endpoint, region, credentials, forcePathStyle: true })
    const VersioningConfiguration = { Status: 'Enabled' } as const
    await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }))
  })
  afterAll(async () => {
    client.destroy()
    await versioned[Symbol.asyncDispose]()
  })

  async function versionsLeft() {
    const { Versions = [], DeleteMarkers = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: versioned.config.bucket }),
    )
    return { versions: Versions.length, markers: DeleteMarkers.length }
  }

  test('is recognized, and no version of the probe is left, no delete marker either', async () => {
    versioned.faults.add({ kind: 'shortPages', entries: 4 })
    const report = await probeStore(versioned.config, { fetch })
    versioned.faults.clear()
    expect(report).toMatchObject({ capabilities: { ...CAPABLE, versioned: true }, cleanUpFailure: null })
    expect(await versionsLeft()).toEqual({ versions: 0, markers: 0 })
  })

  test('that does not let us list versions has its keys hidden, and the report says so', async () => {
    const denied = versioned.faults.add({
      kind: 'error',
      code: 'AccessDenied',
      operations: ['ListObjectVersions'],
    })
    const report = await probeStore(versioned.config, { fetch })
    denied.remove()
    expect(report.cleanUpFailure).toContain('AccessDenied')
    const { versions, markers } = await versionsLeft()
    expect([versions > 4, markers > 4]).toEqual([true, true])
    expect(await keysLeft(versioned)).toEqual([])
  })

  test.each(['copy', 'putBytes'] as const)('shows a %s that was sent twice as such', async method => {
    const store = createS3ObjectStore(versioned.config)
    const { etag } = await store.putBytes('source', new Uint8Array([1]), 'text/plain')
    const lost = versioned.faults.add({
      kind: 'loseResponse',
      operations: [method === 'copy' ? 'CopyObject' : 'PutObject'],
      times: 1,
    })
    const request = { sourceKey: 'source', sourceVersionId: null, targetKey: 'target', ifSourceEtag: etag }
    const rest = { contentType: 'text/plain', checksumAlgorithm: null }
    if (method === 'copy') expect(await store.copy({ ...request, ...rest })).toBe('repeated')
    else
      await expectPortError(
        store.putBytes('target', new Uint8Array([1]), 'text/plain'),
        'STORAGE_UNAVAILABLE',
      )
    lost.remove()
    expect(await store.copy({ ...request, ...rest, targetKey: 'other' })).toBe('copied')
    store.close()
  })

  test('is seen to copy as it does, also where a copy had to be asked for twice', async () => {
    const { config, store } = versioned
    const { internal } = createS3Clients(config)
    const probe = {
      context: createS3Context(config, { internal, public: internal }),
      signer: { client: internal, bucket: config.bucket },
      fetch,
      signal: AbortSignal.timeout(30_000),
      folder: 'twice/',
      sourceKey: 'twice/source',
      sourceEtag: (await store.putBytes('twice/source', FIRST_BYTES, 'text/plain')).etag,
    }
    const lost = versioned.faults.add({ kind: 'loseResponse', operations: ['CopyObject'], times: 1 })
    expect(await copyComputesSha256(probe)).toMatchObject({ holds: true })
    lost.remove()
    internal.destroy()
  })

  test('keeps one version of a text that is written again and again', async () => {
    const store = createS3ObjectStore(versioned.config)
    for (const text of ['one', 'two', 'three']) await store.writeText('mark', text)
    expect(await store.readText('mark')).toBe('three')
    const { Versions = [] } = await client.send(
      new ListObjectVersionsCommand({ Bucket: versioned.config.bucket, Prefix: 'mark' }),
    )
    expect(Versions.map(({ IsLatest }) => IsLatest)).toEqual([true])
    store.close()
  })
})

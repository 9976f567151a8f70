import {
  PutBucketLifecycleConfigurationCommand,
  PutBucketVersioningCommand,
  S3Client,
} from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { createStoreInspector, type S3Config } from '../src/index.ts'
import { type EmbeddedStore, startEmbeddedStore } from './support/embedded-store.ts'

let embedded: EmbeddedStore
beforeAll(async () => {
  embedded = await startEmbeddedStore()
})
afterEach(() => embedded.faults.clear())
afterAll(() => embedded[Symbol.asyncDispose]())

const corsRule = {
  origins: ['https://own.test'],
  methods: ['PUT' as const],
  allowedHeaders: [],
  exposedHeaders: ['ETag'],
  maxAgeSeconds: 60,
}

const inspectorOf = (config: S3Config = embedded.config) =>
  createStoreInspector(config, { fetch, prefix: 'p/', corsRule })

describe('a look at a store', () => {
  test('sees what it does and how its bucket is set up, and leaves nothing', async () => {
    const inspection = await inspectorOf().inspect()
    expect(inspection).toMatchObject({
      access: { ok: true },
      probe: { seen: true, value: { capabilities: { conditionalPut: true }, undecided: [] } },
      multipart: { seen: true, value: { holds: true } },
      versioning: { seen: true, value: 'never' },
      lifecycle: { seen: true, value: [] },
      cors: { seen: true, value: [] },
      clockOffsetMs: { seen: true, value: 0 },
      ownCorsRule: { AllowedOrigins: ['https://own.test'] },
    })
    const keys: string[] = []
    for await (const { key } of embedded.store.listKeys('')) keys.push(key)
    expect(keys).toEqual([])
  })

  test('reads rules, versions, and a clock that is wrong', async () => {
    await using other = await startEmbeddedStore()
    const { config } = other
    const client = new S3Client({
      ...config,
      forcePathStyle: true,
      credentials: {
        accessKeyId: config.accessKeyId ?? '',
        secretAccessKey: config.secretAccessKey ?? '',
      },
    })
    const Bucket = config.bucket
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }))
    const rule = {
      ID: 'abort',
      Status: 'Enabled' as const,
      Filter: { Prefix: '' },
      AbortIncompleteMultipartUpload: { DaysAfterInitiation: 3 },
    }
    const LifecycleConfiguration = { Rules: [rule] }
    await client.send(new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration }))
    client.destroy()
    await other.store.writeCors([corsRule])
    other.elapse(120)

    const inspection = await inspectorOf(config).inspect()
    expect(inspection).toMatchObject({
      versioning: { value: 'Enabled' },
      lifecycle: { value: [{ ID: 'abort' }] },
      cors: { value: [{ AllowedOrigins: ['https://own.test'], ExposeHeaders: ['ETag'] }] },
    })
    const { clockOffsetMs } = inspection
    const seconds = Math.round((clockOffsetMs.seen ? clockOffsetMs.value : 0) / 1000)
    expect(seconds).toBeGreaterThanOrEqual(100)
    expect(seconds).toBeLessThanOrEqual(120)
  })

  test('says why a setting was not seen, and what fails', async () => {
    for (const operation of ['GetBucketVersioning', 'GetBucketCors', 'UploadPart'])
      embedded.faults.add({ kind: 'error', code: 'AccessDenied', operations: [operation] })
    const denied = { seen: false, reason: 'the store answered 403 AccessDenied' }
    expect(await inspectorOf().inspect()).toMatchObject({
      versioning: denied,
      cors: denied,
      multipart: denied,
      lifecycle: { seen: true },
    })
  })

  test('of a bucket that is not there names the setting', async () => {
    const inspection = await inspectorOf({ ...embedded.config, bucket: 'nothing-here' }).inspect()
    expect(inspection).toMatchObject({
      access: { ok: false, setting: 'S3_BUCKET' },
      probe: { seen: false },
    })
  })

  test('gives a PUT and a GET that work for whoever tries them, and for these bytes alone', async () => {
    const { put, body, getUrl } = await inspectorOf().presignTrial()
    const longer = await fetch(put.url, { method: 'PUT', headers: put.headers, body: `${body}x` })
    expect(longer.status).toBe(403)
    const stored = await fetch(put.url, { method: 'PUT', headers: put.headers, body })
    expect(stored.status).toBe(200)
    expect(await (await fetch(getUrl)).text()).toBe(body)
    expect(new URL(put.url).pathname).toContain('/p/_landfall/probe/')
  })
})

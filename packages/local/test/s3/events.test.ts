import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CopyObjectCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  PutBucketVersioningCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { startReceiver } from './support/event-receiver.ts'
import { startMultipartStore, uploadInParts } from './support/multipart.ts'
import { BUCKET } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }

async function waitingFiles(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, 'events'), { recursive: true })
  return names.filter(name => name.includes('.'))
}

describe('an event', () => {
  it('tells of an object that was put, as S3 words it', async () => {
    await using receiver = await startReceiver()
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    const before = Date.now()
    const { ETag } = await store.client.send(new PutObjectCommand({ ...at, Body: 'body' }))
    const [record] = await receiver.until(1)
    expect(record).toMatchObject({
      eventVersion: expect.stringMatching(/^2\.\d$/),
      eventSource: 'aws:s3',
      awsRegion: 'us-east-1',
      eventName: 'ObjectCreated:Put',
      s3: {
        s3SchemaVersion: '1.0',
        bucket: { name: BUCKET, arn: `arn:aws:s3:::${BUCKET}` },
        object: {
          key: 'key',
          size: 4,
          eTag: ETag?.replaceAll('"', ''),
          sequencer: expect.stringMatching(/^[0-9A-F]{16}$/),
        },
      },
    })
    const eventAt = Date.parse(record?.eventTime ?? '')
    expect(eventAt).toBeGreaterThanOrEqual(before)
    expect(eventAt).toBeLessThanOrEqual(Date.now())
    expect(record?.s3.object).not.toHaveProperty('versionId')
  })

  it('names what was done: put, copied, completed, deleted one by one or together', async () => {
    await using receiver = await startReceiver()
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    const { client } = store
    await client.send(new PutObjectCommand({ ...at, Body: 'body' }))
    await client.send(new CopyObjectCommand({ ...at, Key: 'copy', CopySource: `${BUCKET}/key` }))
    const { result } = await uploadInParts(client, [Buffer.from('part')], { Key: 'parts' })
    await client.send(new DeleteObjectCommand(at))
    const Delete = { Objects: [{ Key: 'copy' }, { Key: 'parts' }] }
    await client.send(new DeleteObjectsCommand({ Bucket: BUCKET, Delete, ChecksumAlgorithm: 'CRC32' }))
    const records = await receiver.until(6)
    const told = records.map(({ eventName, s3 }) => [eventName, s3.object.key, s3.object.size])
    expect(told.slice(0, 4)).toEqual([
      ['ObjectCreated:Put', 'key', 4],
      ['ObjectCreated:Copy', 'copy', 4],
      ['ObjectCreated:CompleteMultipartUpload', 'parts', 4],
      ['ObjectRemoved:Delete', 'key', undefined],
    ])
    // What one request deletes goes at the same time.
    expect(told.slice(4).toSorted()).toEqual([
      ['ObjectRemoved:Delete', 'copy', undefined],
      ['ObjectRemoved:Delete', 'parts', undefined],
    ])
    expect(`"${records[2]?.s3.object.eTag}"`).toBe(result.ETag)
    expect(records[3]?.s3.object).not.toHaveProperty('eTag')
  })

  it('names the version in a versioned bucket, and a delete marker for what it is', async () => {
    await using receiver = await startReceiver()
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    const { client } = store
    const VersioningConfiguration = { Status: 'Enabled' as const }
    await client.send(new PutBucketVersioningCommand({ Bucket: BUCKET, VersioningConfiguration }))
    const put = await client.send(new PutObjectCommand({ ...at, Body: 'body' }))
    const marked = await client.send(new DeleteObjectCommand(at))
    await client.send(new DeleteObjectCommand({ ...at, VersionId: put.VersionId }))
    const records = await receiver.until(3)
    expect(records.map(({ eventName, s3 }) => [eventName, s3.object.versionId])).toEqual([
      ['ObjectCreated:Put', put.VersionId],
      ['ObjectRemoved:DeleteMarkerCreated', marked.VersionId],
      ['ObjectRemoved:Delete', put.VersionId],
    ])
  })

  it('has its key url-encoded, a blank as a plus', async () => {
    await using receiver = await startReceiver()
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    const keys = ['red flower.jpg', 'a/b+c&d=é%20', '🙂\u0001']
    for (const Key of keys) await store.client.send(new PutObjectCommand({ ...at, Key, Body: 'x' }))
    const found = (await receiver.until(3)).map(({ s3 }) => s3.object.key)
    expect(found).toEqual(['red+flower.jpg', 'a/b%2Bc%26d%3D%C3%A9%2520', '%F0%9F%99%82%01'])
    expect(found.map(key => decodeURIComponent(key.replaceAll('+', ' ')))).toEqual(keys)
  })

  it('has a sequencer that says which of a key’s events is the later', async () => {
    await using receiver = await startReceiver()
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    for (let n = 0; n < 5; n += 1) {
      await store.client.send(new PutObjectCommand({ ...at, Body: `body ${n}` }))
      await store.client.send(new DeleteObjectCommand(at))
    }
    const sequencers = (await receiver.until(10)).map(({ s3 }) => s3.object.sequencer)
    expect(sequencers).toEqual([...new Set(sequencers)].toSorted())
  })

  it('is not sent for what did not happen', async () => {
    await using receiver = await startReceiver()
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    await store.client.send(new PutObjectCommand({ ...at, Body: 'first' }))
    const refused = new PutObjectCommand({ ...at, Body: 'second', IfNoneMatch: '*' })
    await expect(store.client.send(refused)).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await store.client.send(new DeleteObjectCommand({ ...at, Key: 'never-there' }))
    await store.client.send(new PutObjectCommand({ ...at, Key: 'last', Body: 'x' }))
    const records = await receiver.until(2)
    expect(records.map(({ s3 }) => s3.object.key)).toEqual(['key', 'last'])
  })
})

describe('a receiver', () => {
  it('that refuses is asked again until it takes the event, and gets the others meanwhile', async () => {
    let isTaken = false
    await using receiver = await startReceiver(({ s3 }) => {
      if (s3.object.key === 'refused') return isTaken ? 200 : 500
      isTaken = true
      return 200
    })
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    await store.client.send(new PutObjectCommand({ ...at, Key: 'refused', Body: 'x' }))
    while (receiver.attempts.length < 2) await sleep(10)
    await store.client.send(new PutObjectCommand({ ...at, Key: 'taken', Body: 'x' }))
    const records = await receiver.until(2)
    expect(records.map(({ s3 }) => s3.object.key)).toEqual(['taken', 'refused'])
    const sequencers = receiver.attempts
      .filter(({ s3 }) => s3.object.key === 'refused')
      .map(({ s3 }) => s3.object.sequencer)
    expect(sequencers.length).toBeGreaterThan(2)
    expect(new Set(sequencers).size).toBe(1)
  })

  it('that does not answer holds up nobody who writes', async () => {
    await using receiver = await startReceiver(() => 'silent')
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    for (let n = 0; n < 8; n += 1) {
      await store.client.send(new PutObjectCommand({ ...at, Key: `key ${n}`, Body: 'x' }))
    }
    while (receiver.attempts.length === 0) await sleep(10)
    expect(receiver.attempts).toHaveLength(1)
    expect(await waitingFiles(store.dir)).toHaveLength(8)
  })

  it('that was away gets everything when it is back, in order, and then nothing is kept', async () => {
    let isAway = true
    await using receiver = await startReceiver(() => (isAway ? 'away' : 200))
    await using store = await startMultipartStore({ eventsUrl: receiver.url })
    const keys = Array.from({ length: 12 }, (_, n) => `key-${String(n).padStart(2, '0')}`)
    for (const Key of keys) await store.client.send(new PutObjectCommand({ ...at, Key, Body: 'x' }))
    isAway = false
    const records = await receiver.until(keys.length)
    expect(records.map(({ s3 }) => s3.object.key)).toEqual(keys)
    while ((await waitingFiles(store.dir)).length > 0) await sleep(10)
  })
})

it('a store without a receiver keeps no events', async () => {
  await using store = await startMultipartStore()
  await store.client.send(new PutObjectCommand({ ...at, Body: 'x' }))
  expect(await readdir(store.dir)).not.toContain('events')
})

import { createHash, randomBytes } from 'node:crypto'
import { readdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect, it } from 'vitest'
import type { S3EventRecord } from '../../src/s3/events/event-record.ts'
import { startReceiver } from './support/event-receiver.ts'
import { startStoreProcess } from './support/store-process.ts'
import { BUCKET, newClient, newFolder } from './support/test-store.ts'

const WRITERS = 5
const ROUNDS = 4
/** A round may happen to interrupt nothing. */
const MAX_ROUNDS = 20

/** Puts and deletes one key in turn, and remembers what was answered: an ETag, or that it is gone. */
async function writeUntilDeath(client: S3Client, Key: string, answered: string[]): Promise<void> {
  for (let n = 0; ; n += 1) {
    const Body = randomBytes(n % 3 === 0 ? 300_000 : 50)
    try {
      if (n % 4 === 3) await client.send(new DeleteObjectCommand({ Bucket: BUCKET, Key }))
      else await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body }))
    } catch {
      return
    }
    answered.push(n % 4 === 3 ? 'gone' : createHash('md5').update(Body).digest('hex'))
  }
}

function outcome({ eventName, s3 }: S3EventRecord): string {
  return eventName.startsWith('ObjectRemoved:') ? 'gone' : (s3.object.eTag ?? '')
}

async function currentState(client: S3Client, Key: string): Promise<string> {
  return client.send(new HeadObjectCommand({ Bucket: BUCKET, Key })).then(
    head => head.ETag?.replaceAll('"', '') ?? '',
    () => 'gone',
  )
}

async function untilDelivered(dir: string): Promise<void> {
  for (;;) {
    const names = await readdir(join(dir, 'events'), { recursive: true })
    if (!names.some(name => name.endsWith('.event'))) return
    await sleep(20)
  }
}

it('kill -9 loses no event: the last one told of each key is what is there', {
  timeout: 120_000,
}, async () => {
  await using receiver = await startReceiver((_record, attempt) => (attempt === 1 ? 503 : 200))
  await using folder = await newFolder()
  const env = { S3_EVENTS_URL: receiver.url }
  const answered = Array.from({ length: WRITERS }, (): string[] => [])
  const keys = answered.map((_, n) => `key-${n}`)
  let intents = 0
  for (let round = 0; round < ROUNDS || (intents === 0 && round < MAX_ROUNDS); round += 1) {
    await using store = await startStoreProcess(folder.dir, { env })
    const client = newClient(store.endpoint)
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const writers = keys.map((key, n) => writeUntilDeath(client, key, answered[n] ?? []))
    await sleep(150 + Math.random() * 200)
    await store.stop('SIGKILL')
    await Promise.all(writers)
    client.destroy()
    const left = await readdir(join(folder.dir, 'events'), { recursive: true })
    intents += left.filter(name => name.endsWith('.intent')).length
  }
  // Otherwise no change was interrupted and nothing was shown.
  expect(intents).toBeGreaterThan(0)

  await using store = await startStoreProcess(folder.dir, { env })
  const client = newClient(store.endpoint)
  await untilDelivered(folder.dir)
  for (const [n, key] of keys.entries()) {
    const told = receiver.received
      .filter(({ s3 }) => s3.object.key === key)
      .toSorted((a, b) => (a.s3.object.sequencer < b.s3.object.sequencer ? -1 : 1))
      .map(outcome)
    expect(told.at(-1)).toBe(await currentState(client, key))
    for (const state of answered[n] ?? []) expect(told).toContain(state)
  }
  client.destroy()
})

it('an announcement that was cut off while it was written is thrown away at start', async () => {
  await using receiver = await startReceiver()
  await using folder = await newFolder()
  const env = { S3_EVENTS_URL: receiver.url }
  const first = await startStoreProcess(folder.dir, { env })
  const put = async (endpoint: string, Key: string) => {
    const client = newClient(endpoint)
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await client.send(new PutObjectCommand({ Bucket: BUCKET, Key, Body: 'x' }))
    client.destroy()
  }
  await put(first.endpoint, 'before')
  await receiver.until(1)
  await first.stop('SIGKILL')
  await writeFile(join(folder.dir, 'events', '000000000000', '000000000000900.intent'), '{"kind":"Pu')
  await using second = await startStoreProcess(folder.dir, { env })
  await put(second.endpoint, 'after')
  // Not the second record: the first event comes again where the store died before it noted the receipt.
  while (!receiver.received.some(({ s3 }) => s3.object.key === 'after')) await sleep(10)
  expect(await readdir(join(folder.dir, 'events'), { recursive: true })).not.toContain(
    join('000000000000', '000000000000900.intent'),
  )
})

import { readdir, readlink } from 'node:fs/promises'
import { get, type IncomingMessage } from 'node:http'
import { DeleteObjectCommand, GetObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it, vi } from 'vitest'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'

const at = { Bucket: BUCKET, Key: 'key' }
/** More than the sockets on both ends can hold, so that the store is still reading while we change the object. */
const OLD = Buffer.alloc(30 * 1024 * 1024, 'old bytes ')

async function beginReading(store: TestStore): Promise<IncomingMessage> {
  const url = await getSignedUrl(store.client, new GetObjectCommand(at))
  return new Promise((resolve, reject) => {
    get(url, { agent: false }, resolve).on('error', reject)
  })
}

async function readRest(response: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of response) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}

async function openFilesIn(dir: string): Promise<string[]> {
  const numbers = await readdir('/proc/self/fd')
  const paths = await Promise.all(numbers.map(number => readlink(`/proc/self/fd/${number}`).catch(() => '')))
  return paths.filter(path => path.startsWith(dir))
}

describe('a reader that has begun', () => {
  it('finishes with the old bytes while the object is replaced', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: OLD }))
    const response = await beginReading(store)
    await store.client.send(new PutObjectCommand({ ...at, Body: 'new' }))
    expect((await readRest(response)).equals(OLD)).toBe(true)
    const after = await store.client.send(new GetObjectCommand(at))
    expect(await after.Body?.transformToString()).toBe('new')
  })

  it('finishes with the old bytes while the object is deleted', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: OLD }))
    const response = await beginReading(store)
    await store.client.send(new DeleteObjectCommand(at))
    expect((await readRest(response)).equals(OLD)).toBe(true)
  })

  it('that goes away leaves the store in order', async () => {
    await using store = await startTestStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: OLD }))
    for (let round = 0; round < 20; round += 1) (await beginReading(store)).destroy()
    const got = await store.client.send(new GetObjectCommand(at))
    expect(Buffer.from((await got.Body?.transformToByteArray()) ?? []).equals(OLD)).toBe(true)
  })

  // What a process has open is a folder on Linux alone.
  it.runIf(process.platform === 'linux')(
    'and that went away before the answer leaves no file open',
    async () => {
      await using store = await startTestStore()
      await store.client.send(new PutObjectCommand({ ...at, Body: 'bytes' }))
      const gets = () => store.lines.filter(({ operation }) => operation === 'GetObject').length
      const url = await getSignedUrl(store.client, new GetObjectCommand(at))
      // Holds each request until its connection is gone, and then lets it go on.
      const held = store.faults.add({ kind: 'delay', ms: 3_600_000 })
      for (let round = 1; round <= 10; round += 1) {
        const request = get(url, { agent: false }).on('error', () => undefined)
        await vi.waitFor(() => expect(held.hits).toBe(round), { timeout: 10_000 })
        request.destroy()
      }
      await vi.waitFor(() => expect(gets()).toBe(10), { timeout: 10_000 })
      await vi.waitFor(async () => expect(await openFilesIn(store.dir)).toEqual([]))
    },
  )
})

describe('readers and writers at the same time', () => {
  it('see one whole version each, bytes and metadata of the same write', async () => {
    await using store = await startTestStore()
    const write = (n: number) =>
      store.client.send(
        new PutObjectCommand({
          ...at,
          Body: Buffer.alloc(200_000 + n, `${n % 10}`),
          Metadata: { version: `${n}` },
        }),
      )
    await write(0)
    const read = async () => {
      // The SDK holds the bytes against the checksum that came with them.
      const got = await store.client.send(new GetObjectCommand(at))
      const body = Buffer.from((await got.Body?.transformToByteArray()) ?? [])
      const n = Number(got.Metadata?.version)
      expect(body.length).toBe(200_000 + n)
      expect(body.every(byte => byte === 48 + (n % 10))).toBe(true)
    }
    await Promise.all(Array.from({ length: 60 }, (_, n) => (n % 2 === 0 ? write(n) : read())))
  })
})

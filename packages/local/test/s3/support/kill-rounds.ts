import { createHash, randomBytes } from 'node:crypto'
import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import {
  CreateBucketCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect } from 'vitest'
import { startStoreProcess } from './store-process.ts'
import { BUCKET, newClient, newFolder } from './test-store.ts'

/**
 * Kills the store's process while several writers are at work and looks at what the next one finds. What was answered
 * with success has to be there; what was not may be there or not; nothing may be there in part.
 */
const WRITERS = 6
const sizes = [0, 10, 5000, 200_000, 3_000_000]
const md5 = (data: Uint8Array) => createHash('md5').update(data).digest('hex')

type Promised = Map<string, Set<string>>

/** Each writer has a key that it overwrites over and over, and writes new keys in between. */
async function writeUntilDeath(client: S3Client, writer: number, promised: Promised): Promise<void> {
  for (let n = 0; ; n += 1) {
    const Key = n % 2 === 0 ? `overwritten/${writer}` : `new/${writer}/${randomBytes(6).toString('hex')}`
    const body = randomBytes(sizes[(n + writer) % sizes.length] ?? 0)
    const hash = md5(body)
    const allowed = promised.get(Key) ?? new Set(['absent'])
    promised.set(Key, new Set([...allowed, hash]))
    const put = new PutObjectCommand({
      Bucket: BUCKET,
      Key,
      Body: body,
      Metadata: { hash },
      ContentLength: body.length,
    })
    try {
      await client.send(put)
    } catch {
      return
    }
    promised.set(Key, new Set([hash]))
  }
}

async function readHash(client: S3Client, Key: string): Promise<string> {
  const got = await client.send(new GetObjectCommand({ Bucket: BUCKET, Key })).catch((error: Error) => {
    if (error.name === 'NoSuchKey') return undefined
    throw error
  })
  if (!got) return 'absent'
  const body = (await got.Body?.transformToByteArray()) ?? new Uint8Array()
  // Bytes, ETag and metadata are from one and the same write.
  expect(got.Metadata?.hash).toBe(md5(body))
  expect(got.ETag).toBe(`"${md5(body)}"`)
  return md5(body)
}

async function checkAfterDeath(client: S3Client, promised: Promised): Promise<number> {
  const listed = new Set<string>()
  for (let token: string | undefined, isFirst = true; isFirst || token; isFirst = false) {
    const page = await client.send(new ListObjectsV2Command({ Bucket: BUCKET, ContinuationToken: token }))
    for (const item of page.Contents ?? []) listed.add(item.Key ?? '')
    token = page.NextContinuationToken
  }
  for (const [key, allowed] of promised) {
    const found = await readHash(client, key)
    expect(allowed).toContain(found)
    expect(listed.has(key)).toBe(found !== 'absent')
    promised.set(key, new Set([found]))
  }
  return listed.size
}

export async function killRounds(rounds: number): Promise<{ objects: number; unfinished: number }> {
  await using folder = await newFolder()
  const promised: Promised = new Map()
  let unfinished = 0
  let objects = 0
  for (let round = 0; round <= rounds; round += 1) {
    await using store = await startStoreProcess(folder.dir)
    const client = newClient(store.endpoint)
    expect(await readdir(join(folder.dir, 'tmp'))).toEqual([])
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    objects = await checkAfterDeath(client, promised)
    if (round < rounds) {
      const writers = Array.from({ length: WRITERS }, (_, n) => writeUntilDeath(client, n, promised))
      await new Promise(resolve => setTimeout(resolve, 60 + Math.random() * 200))
      await store.stop('SIGKILL')
      await Promise.all(writers)
      unfinished += (await readdir(join(folder.dir, 'tmp'))).length
    }
    client.destroy()
  }
  return { objects, unfinished }
}

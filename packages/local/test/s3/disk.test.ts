import { randomBytes } from 'node:crypto'
import { mkdir, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateBucketCommand, HeadObjectCommand } from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { Bucket } from '../../src/s3/disk/bucket.ts'
import { BucketSettings } from '../../src/s3/disk/bucket-settings.ts'
import { byteOrder, KeyIndex } from '../../src/s3/disk/key-index.ts'
import { KeyedLock } from '../../src/s3/disk/keyed-lock.ts'
import { NULL_VERSION, type ObjectMeta } from '../../src/s3/disk/object-meta.ts'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { startStoreProcess } from './support/store-process.ts'
import { BUCKET, newClient, newFolder } from './support/test-store.ts'

function metaOf(key: string, size: number): ObjectMeta {
  const checksum = { algorithm: 'CRC32', value: 'AAAAAA==' } as const
  return { key, size, etag: 'e', lastModifiedMs: 0, headers: {}, userMetadata: {}, checksum }
}

const ANY = { check: () => undefined }

async function openBucket(dir: string): Promise<Bucket> {
  const place = { name: 'b', dir: join(dir, 'b'), temporaryDir: join(dir, 'tmp') }
  await mkdir(join(place.dir, 'objects'), { recursive: true })
  await mkdir(place.temporaryDir)
  return Bucket.load(place, () => undefined)
}

describe('a bucket', () => {
  it('keeps the same setting in memory and on disk when many are put at once', async () => {
    await using folder = await newFolder()
    const { settings } = await openBucket(folder.dir)
    const puts = Array.from({ length: 100 }, (_, n) => settings.put('lifecycle', `document ${n}`))
    await Promise.all([...puts, settings.remove('cors')])
    const reopened = new BucketSettings({ dir: join(folder.dir, 'b'), temporaryDir: join(folder.dir, 'tmp') })
    expect(reopened.get('lifecycle')).toBe(settings.get('lifecycle'))
  })

  it('cannot be removed while a change to it is under way', async () => {
    await using folder = await newFolder()
    const bucket = await openBucket(folder.dir)
    const staged = await bucket.stage()
    let wasRemoved: boolean | undefined
    const check = () => {
      wasRemoved = bucket.tryRemove()
    }
    const stamp = await bucket.commit(staged, metaOf('k', 0), { check })
    expect({ wasRemoved, stamp }).toMatchObject({ wasRemoved: false, stamp: { versionId: 'null' } })
  })

  it('takes no change once it is removed', async () => {
    await using folder = await newFolder()
    const bucket = await openBucket(folder.dir)
    expect(bucket.tryRemove()).toBe(true)
    const staged = await bucket.stage()
    expect(await bucket.commit(staged, metaOf('k', 0), ANY)).toBeUndefined()
    await staged.discard()
    const precondition = () => undefined
    expect(await bucket.delete('k', { lastModifiedMs: 0, precondition })).toBeUndefined()
  })

  it('writes pieces of any size and number in order', async () => {
    await using folder = await newFolder()
    const bucket = await openBucket(folder.dir)
    const staged = await bucket.stage()
    const pieces = [1, 700, 0, 2_000_000, 1_048_575, 3].map(size => randomBytes(size))
    const many = Array.from({ length: 3000 }, () => randomBytes(2))
    const whole = Buffer.concat([...pieces, ...many])
    for (const piece of [...pieces, ...many]) await staged.write(piece)
    await bucket.commit(staged, metaOf('k', whole.length), ANY)
    const opened = await bucket.open('k')
    if (!opened || 'isDeleteMarker' in opened) throw new Error('the object is not there')
    const bytes = Buffer.alloc(whole.length)
    await opened.file.read(bytes, 0, bytes.length, 0)
    await opened.file.close()
    expect(bytes.equals(whole)).toBe(true)
    expect(opened.meta).toMatchObject(metaOf('k', whole.length))
  })
})

describe('a disk that takes no more', () => {
  it('is an InternalError that stores nothing, and the store goes on', async () => {
    await using folder = await newFolder()
    await using store = await startStoreProcess(folder.dir, { maxFileBytes: 2 * 1024 * 1024 })
    const client = newClient(store.endpoint)
    await client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const put = (key: string, body: Buffer) =>
      send({ ...signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}/${key}` }), body })
    for (const bytes of [5_000_000, 2 * 1024 * 1024]) {
      expect(await put('big', Buffer.alloc(bytes))).toMatchObject({ status: 500, code: 'InternalError' })
    }
    const head = client.send(new HeadObjectCommand({ Bucket: BUCKET, Key: 'big' }))
    await expect(head).rejects.toMatchObject({ name: 'NotFound' })
    expect(await readdir(join(folder.dir, 'tmp'))).toEqual([])
    expect(await put('small', Buffer.alloc(1000))).toMatchObject({ status: 200 })
    client.destroy()
  })
})

describe('the index of keys', () => {
  it('stays in the order of bytes through random changes', () => {
    const index = new KeyIndex()
    const model = new Set<string>()
    const alphabet = ['a', 'b', '/', 'é', '\uffee', '🙂', '']
    const pick = () =>
      Array.from({ length: 3 }, () => alphabet[Math.floor(Math.random() * alphabet.length)]).join('')
    for (let n = 0; n < 3000; n += 1) {
      const key = pick()
      const { size, etag, lastModifiedMs } = metaOf(key, n)
      const indexed = { key, size, etag, lastModifiedMs, checksumAlgorithm: 'CRC32' as const }
      if (Math.random() < 0.4) {
        index.delete(key, NULL_VERSION)
        model.delete(key)
      } else {
        index.set({ ...indexed, versionId: NULL_VERSION, sequence: n })
        model.add(key)
      }
    }
    const found = Array.from({ length: index.size }, (_, n) => index.at(n)?.entry.key)
    const expected = [...model].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)))
    expect(found).toEqual(expected)
    expect(index.position(byteOrder('b'))).toBe(expected.filter(key => byteOrder(key) < 'b').length)
  })
})

describe('a keyed lock', () => {
  it('runs one at a time per key, in order, also after failures, and others meanwhile', async () => {
    const lock = new KeyedLock()
    const events: string[] = []
    const gate = Promise.withResolvers<void>()
    const first = lock.run('a', async () => {
      await gate.promise
      events.push('a1')
      throw new Error('first failed')
    })
    const second = lock.run('a', async () => void events.push('a2'))
    await lock.run('b', async () => void events.push('b1'))
    gate.resolve()
    await expect(first).rejects.toThrow('first failed')
    await second
    expect(events).toEqual(['b1', 'a1', 'a2'])
  })
})

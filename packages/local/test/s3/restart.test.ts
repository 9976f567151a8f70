import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, truncate, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetBucketVersioningCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  ListObjectVersionsCommand,
  PutBucketCorsCommand,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { startS3Store } from '../../src/s3/index.ts'
import { BUCKET, CREDENTIALS, newClient, newFolder } from './support/test-store.ts'
import { setVersioning } from './support/versions.ts'

async function start(dir: string, log: (line: object) => void = () => undefined) {
  const store = await startS3Store({ dir, ...CREDENTIALS, log })
  const client = newClient(store.endpoint)
  const stop = async () => {
    client.destroy()
    await store.close()
  }
  return { ...store, client, stop, [Symbol.asyncDispose]: stop }
}

function spoil(bytes: Buffer, damage: string): Buffer {
  if (damage === 'a flipped byte in the metadata') return bytes.with(10, (bytes[10] ?? 0) ^ 1) as Buffer
  if (damage === 'a byte added at the end') return Buffer.concat([bytes, Buffer.from('x')])
  if (damage === 'a byte lost from the front') return bytes.subarray(1)
  return Buffer.alloc(0)
}

async function objectFiles(dir: string): Promise<string[]> {
  const names = await readdir(join(dir, 'buckets', BUCKET, 'objects'), { recursive: true })
  return names
    .filter(name => name.endsWith('.obj'))
    .map(name => join(dir, 'buckets', BUCKET, 'objects', name))
}

function crc32Base64(text: string): string {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(crc32(text))
  return bytes.toString('base64')
}

/** The layout of the first release, byte for byte: the object, its metadata as JSON, and a footer that proves it. */
async function writeOldFolder(dir: string, object: { key: string; body: string }): Promise<string> {
  const { key, body } = object
  const meta = {
    key,
    size: body.length,
    etag: createHash('md5').update(body).digest('hex'),
    lastModifiedMs: 1_700_000_000_000,
    headers: { 'content-type': 'text/plain' },
    userMetadata: {},
    checksum: { algorithm: 'CRC32', value: crc32Base64(body) },
  }
  const json = Buffer.from(JSON.stringify(meta))
  const footer = Buffer.alloc(8)
  footer.writeUInt32BE(crc32(json), 0)
  footer.writeUInt32BE(json.length, 4)
  const magic = Buffer.from('LFOBJ\u0000\u0000\u0001', 'latin1')
  const name = createHash('sha256').update(key).digest('hex')
  const shard = join(dir, 'buckets', BUCKET, 'objects', name.slice(0, 2))
  await mkdir(shard, { recursive: true })
  await writeFile(join(dir, 'buckets', BUCKET, 'bucket.json'), JSON.stringify({ name: BUCKET }))
  await writeFile(join(shard, `${name}.obj`), Buffer.concat([Buffer.from(body), json, footer, magic]))
  return join(shard, `${name}.obj`)
}

describe('a store that is started again on its folder', () => {
  it('has its buckets, objects, metadata, order and CORS rules', async () => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    await before.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const rules = [{ AllowedOrigins: ['*'], AllowedMethods: ['GET'] }]
    await before.client.send(
      new PutBucketCorsCommand({ Bucket: BUCKET, CORSConfiguration: { CORSRules: rules } }),
    )
    // The long metadata makes the trailer longer than the part of a file that is read first.
    const Metadata = { long: 'm'.repeat(2000) }
    const keys = ['b', 'a', '🙂'.repeat(256), '\uffee', 'c/d']
    for (const Key of keys) {
      await before.client.send(
        new PutObjectCommand({ Bucket: BUCKET, Key, Body: `body of ${Key}`, Metadata }),
      )
    }
    const list = () => new ListObjectsV2Command({ Bucket: BUCKET })
    const listed = (await before.client.send(list())).Contents
    await before.stop()

    await using after = await start(folder.dir)
    expect((await after.client.send(list())).Contents).toEqual(listed)
    expect(listed?.map(item => item.Key)).toEqual(
      [...keys].sort((x, y) => Buffer.compare(Buffer.from(x), Buffer.from(y))),
    )
    expect((await after.client.send(new GetBucketCorsCommand({ Bucket: BUCKET }))).CORSRules).toEqual(rules)
    for (const Key of keys) {
      const got = await after.client.send(new GetObjectCommand({ Bucket: BUCKET, Key }))
      expect(await got.Body?.transformToString()).toBe(`body of ${Key}`)
      expect(got.Metadata).toEqual(Metadata)
    }
  })

  it('has its versions, delete markers, null versions, versioning and lifecycle, in their order', async () => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    await before.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const at = { Bucket: BUCKET, Key: 'key' }
    const put = (Body: string) => before.client.send(new PutObjectCommand({ ...at, Body }))
    await put('before versioning')
    await setVersioning(before, 'Enabled')
    for (const body of ['one', 'two']) await put(body)
    await before.client.send(new DeleteObjectCommand(at))
    await put('three')
    await setVersioning(before, 'Suspended')
    await before.client.send(new DeleteObjectCommand({ ...at, Key: 'never there' }))
    const Rules = [{ ID: 'r', Status: 'Enabled' as const, Filter: { Prefix: '' }, Expiration: { Days: 1 } }]
    await before.client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket: BUCKET, LifecycleConfiguration: { Rules } }),
    )
    const versions = new ListObjectVersionsCommand({ Bucket: BUCKET })
    const { $metadata: _, ...listed } = await before.client.send(versions)
    await before.stop()

    await using after = await start(folder.dir)
    expect(await after.client.send(versions)).toMatchObject(listed)
    expect(listed.Versions?.map(item => item.Size)).toEqual([5, 3, 3, 17])
    expect(listed.DeleteMarkers?.map(item => item.VersionId)).toEqual([expect.any(String), 'null'])
    const { Status } = await after.client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))
    expect(Status).toBe('Suspended')
    const lifecycle = await after.client.send(new GetBucketLifecycleConfigurationCommand({ Bucket: BUCKET }))
    expect(lifecycle.Rules).toEqual(Rules)
    // What is written now is above everything from before.
    await after.client.send(new PutObjectCommand({ ...at, Body: 'after' }))
    const got = await after.client.send(new GetObjectCommand(at))
    expect(await got.Body?.transformToString()).toBe('after')
  })

  it('reads a folder from before there were versions as it is, and can be versioned then', async () => {
    await using folder = await newFolder()
    const path = await writeOldFolder(folder.dir, { key: 'key', body: 'old bytes' })
    await using store = await start(folder.dir)
    const at = { Bucket: BUCKET, Key: 'key' }
    const read = async (VersionId?: string) => {
      const got = await store.client.send(new GetObjectCommand({ ...at, VersionId }))
      return got.Body?.transformToString()
    }
    expect(await read()).toBe('old bytes')
    expect(await objectFiles(folder.dir)).toEqual([path])
    await setVersioning(store, 'Enabled')
    await store.client.send(new PutObjectCommand({ ...at, Body: 'new' }))
    expect([await read(), await read('null')]).toEqual(['new', 'old bytes'])
  })

  it('has thrown away what dead writes left', async () => {
    await using folder = await newFolder()
    await (await start(folder.dir)).stop()
    await writeFile(join(folder.dir, 'tmp', 'half-an-upload'), 'x')
    await mkdir(join(folder.dir, 'tmp', 'half-a-bucket', 'objects'), { recursive: true })
    await using _after = await start(folder.dir)
    expect(await readdir(join(folder.dir, 'tmp'))).toEqual([])
  })

  it('reports a damaged file, leaves it where it is and serves the rest', async () => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    await before.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await before.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'damaged', Body: 'x'.repeat(1000) }))
    const [damaged = ''] = await objectFiles(folder.dir)
    await before.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'whole', Body: 'y' }))
    await before.stop()
    await truncate(damaged, 1010)

    const lines: object[] = []
    await using after = await start(folder.dir, line => lines.push(line))
    expect(lines).toMatchObject([{ event: 'damaged object file', path: damaged }])
    const list = await after.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    expect(list.Contents?.map(item => item.Key)).toEqual(['whole'])
    const got = after.client.send(new GetObjectCommand({ Bucket: BUCKET, Key: 'damaged' }))
    await expect(got).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect((await readFile(damaged)).length).toBe(1010)
    await after.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'damaged', Body: 'again' }))
  })

  it.each([
    'a flipped byte in the metadata',
    'a byte added at the end',
    'a byte lost from the front',
    'an empty file',
  ])('does not take %s for an object', async damage => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    await before.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await before.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body: 'x' }))
    await before.stop()
    const [path = ''] = await objectFiles(folder.dir)
    const bytes = await readFile(path)
    await writeFile(path, spoil(bytes, damage))
    await using after = await start(folder.dir)
    const list = await after.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))
    expect(list.KeyCount).toBe(0)
  })

  it('ignores files that are not its own', async () => {
    await using folder = await newFolder()
    const before = await start(folder.dir)
    await before.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    await before.stop()
    await writeFile(join(folder.dir, 'buckets', '.DS_Store'), 'x')
    await writeFile(join(folder.dir, 'buckets', BUCKET, 'objects', '.DS_Store'), 'x')
    await using after = await start(folder.dir)
    expect((await after.client.send(new ListObjectsV2Command({ Bucket: BUCKET }))).KeyCount).toBe(0)
  })
})

describe('one folder', () => {
  it('is for one store at a time: the next waits for it', async () => {
    await using folder = await newFolder()
    const first = await start(folder.dir)
    let isSecondUp = false
    const second = start(folder.dir).then(store => {
      isSecondUp = true
      return store
    })
    await new Promise(resolve => setTimeout(resolve, 300))
    expect(isSecondUp).toBe(false)
    await first.stop()
    await (await second).stop()
    expect(isSecondUp).toBe(true)
  })

  it('is free again after a start that failed on a taken port', async () => {
    await using folder = await newFolder()
    await using other = await newFolder()
    await using running = await start(other.dir)
    const failed = startS3Store({ dir: folder.dir, ...CREDENTIALS, port: running.port })
    await expect(failed).rejects.toMatchObject({ code: 'EADDRINUSE' })
    await (await start(folder.dir)).stop()
  })
})

describe('close', () => {
  it('lets a running upload end, takes no further connection, and may be called twice', async () => {
    await using folder = await newFolder()
    await using store = await start(folder.dir)
    await store.client.send(new CreateBucketCommand({ Bucket: BUCKET }))
    const Body = Buffer.alloc(20 * 1024 * 1024, 'x')
    const put = store.client.send(new PutObjectCommand({ Bucket: BUCKET, Key: 'key', Body }))
    while ((await readdir(join(folder.dir, 'tmp'))).length === 0)
      await new Promise(resolve => setImmediate(resolve))
    await Promise.all([store.close(), store.close()])
    await expect(put).resolves.toMatchObject({ ETag: expect.any(String) })
    await expect(fetch(store.endpoint)).rejects.toThrow()
  })
})

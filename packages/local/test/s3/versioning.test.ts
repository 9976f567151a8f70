import { readdir } from 'node:fs/promises'
import {
  GetBucketVersioningCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectVersionsCommand,
  PutBucketVersioningCommand,
} from '@aws-sdk/client-s3'
import { describe, expect, it } from 'vitest'
import { send } from './support/raw-http.ts'
import { signRequest } from './support/signer.ts'
import { BUCKET, startTestStore, type TestStore } from './support/test-store.ts'
import { at, put, read, remove, setVersioning, startVersionedStore } from './support/versions.ts'

const UNKNOWN = '0'.repeat(32)

function raw(store: TestStore, method: string, query = '') {
  return send(signRequest({ method, url: `${store.endpoint}/${BUCKET}/key${query}` }))
}

describe('the versioning of a bucket', () => {
  it('is empty at first, then Enabled or Suspended', async () => {
    await using store = await startTestStore()
    const state = async () =>
      (await store.client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))).Status
    expect(await state()).toBeUndefined()
    for (const status of ['Suspended', 'Enabled', 'Suspended'] as const) {
      await setVersioning(store, status)
      expect(await state()).toBe(status)
    }
  })

  it('never goes back to unversioned', async () => {
    await using store = await startVersionedStore()
    const attempt = (body: string) =>
      send({ ...signRequest({ method: 'PUT', url: `${store.endpoint}/${BUCKET}?versioning` }), body })
    expect(await attempt('<VersioningConfiguration/>')).toMatchObject({
      status: 400,
      code: 'IllegalVersioningConfigurationException',
    })
    for (const body of [
      '<VersioningConfiguration><Status>Off</Status></VersioningConfiguration>',
      '<Other/>',
      'x',
    ]) {
      expect(await attempt(body)).toMatchObject({ status: 400, code: 'MalformedXML' })
    }
    const { Status } = await store.client.send(new GetBucketVersioningCommand({ Bucket: BUCKET }))
    expect(Status).toBe('Enabled')
  })

  it('does not promise to ask for a second factor', async () => {
    await using store = await startTestStore()
    const attempt = store.client.send(
      new PutBucketVersioningCommand({
        Bucket: BUCKET,
        VersioningConfiguration: { Status: 'Enabled', MFADelete: 'Enabled' },
      }),
    )
    await expect(attempt).rejects.toMatchObject({ name: 'NotImplemented' })
  })

  it('does not know a bucket that is not there', async () => {
    await using store = await startTestStore()
    const get = store.client.send(new GetBucketVersioningCommand({ Bucket: 'no-such-bucket' }))
    await expect(get).rejects.toMatchObject({ name: 'NoSuchBucket' })
  })
})

describe('a bucket that was never versioned', () => {
  it('names no version in any answer, and keeps one file per key', async () => {
    await using store = await startTestStore()
    for (const body of ['one', 'two', 'three']) expect((await put(store, body)).VersionId).toBeUndefined()
    expect(await read(store)).toEqual({ text: 'three', VersionId: undefined })
    const files = await readdir(`${store.dir}/buckets/${BUCKET}/objects`, { recursive: true })
    expect(files.filter(name => name.endsWith('.obj'))).toHaveLength(1)
    expect((await raw(store, 'HEAD')).headers).not.toHaveProperty('x-amz-version-id')
    const removed = await raw(store, 'DELETE')
    expect(removed.headers).not.toHaveProperty('x-amz-version-id')
    expect(removed.headers).not.toHaveProperty('x-amz-delete-marker')
  })

  it('reads and deletes its objects as their null version too', async () => {
    await using store = await startTestStore()
    await put(store, 'only')
    expect((await read(store, 'null')).text).toBe('only')
    await expect(read(store, UNKNOWN)).rejects.toMatchObject({ name: 'NoSuchVersion' })
    await remove(store, { VersionId: 'null' })
    await expect(read(store)).rejects.toMatchObject({ name: 'NoSuchKey' })
  })
})

describe('a version', () => {
  it('is what every PUT makes: each stays readable by its id, the last one is current', async () => {
    await using store = await startVersionedStore()
    const [one, two, three] = [await put(store, 'one'), await put(store, 'two'), await put(store, 'one')]
    expect(new Set([one.VersionId, two.VersionId, three.VersionId]).size).toBe(3)
    expect(await read(store)).toEqual({ text: 'one', VersionId: three.VersionId })
    expect(await read(store, one.VersionId)).toEqual({ text: 'one', VersionId: one.VersionId })
    expect(await read(store, two.VersionId)).toEqual({ text: 'two', VersionId: two.VersionId })
    const head = await store.client.send(new HeadObjectCommand({ ...at, VersionId: two.VersionId }))
    expect(head).toMatchObject({ VersionId: two.VersionId, ETag: two.ETag })
  })

  it('that does not exist is NoSuchVersion, and an id of no form is InvalidArgument', async () => {
    await using store = await startVersionedStore()
    await put(store, 'one')
    expect(await raw(store, 'GET', `?versionId=${UNKNOWN}`)).toMatchObject({
      status: 404,
      code: 'NoSuchVersion',
    })
    expect(await raw(store, 'GET', '?versionId=null')).toMatchObject({ status: 404, code: 'NoSuchVersion' })
    for (const query of ['?versionId=..%2Fx', '?versionId=', '?versionId']) {
      expect(await raw(store, 'GET', query)).toMatchObject({ status: 400, code: 'InvalidArgument' })
      expect(await raw(store, 'DELETE', query)).toMatchObject({ status: 400, code: 'InvalidArgument' })
    }
  })

  it('deleted by its id is gone for good, and the one below becomes current', async () => {
    await using store = await startVersionedStore()
    const one = await put(store, 'one')
    const two = await put(store, 'two')
    const removed = await remove(store, { VersionId: two.VersionId })
    expect(removed).toMatchObject({ VersionId: two.VersionId, $metadata: { httpStatusCode: 204 } })
    expect(removed.DeleteMarker).toBeUndefined()
    expect(await read(store)).toEqual({ text: 'one', VersionId: one.VersionId })
    await expect(read(store, two.VersionId)).rejects.toMatchObject({ name: 'NoSuchVersion' })
    expect((await remove(store, { VersionId: two.VersionId })).$metadata.httpStatusCode).toBe(204)
  })

  it('has conditions, ranges and checksums of its own', async () => {
    await using store = await startVersionedStore()
    const one = await put(store, 'first body')
    await put(store, 'second')
    const get = (input: object) =>
      store.client.send(new GetObjectCommand({ ...at, VersionId: one.VersionId, ...input }))
    expect(await (await get({ Range: 'bytes=6-9' })).Body?.transformToString()).toBe('body')
    await get({ IfMatch: one.ETag })
    await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({ name: 'PreconditionFailed' })
    await expect(get({ IfNoneMatch: one.ETag })).rejects.toMatchObject({
      $response: { statusCode: 304, headers: { 'x-amz-version-id': one.VersionId, etag: one.ETag } },
    })
    const head = await store.client.send(
      new HeadObjectCommand({ ...at, VersionId: one.VersionId, ChecksumMode: 'ENABLED' }),
    )
    expect(head.ChecksumCRC32).toMatch(/^[\w+/]{6}==$/)
  })
})

describe('a delete marker', () => {
  it('is what DELETE without a version leaves, also on what is not there and on another marker', async () => {
    await using store = await startVersionedStore()
    for (let n = 0; n < 2; n += 1) {
      expect(await remove(store)).toMatchObject({
        DeleteMarker: true,
        VersionId: expect.stringMatching(/^\w{32}$/),
      })
    }
    const list = await store.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))
    expect(list.DeleteMarkers).toHaveLength(2)
  })

  it('hides the object: 404 that says so, for HEAD and GET', async () => {
    await using store = await startVersionedStore()
    const { VersionId } = await put(store, 'one')
    const marker = await remove(store)
    const headers = { 'x-amz-delete-marker': 'true', 'x-amz-version-id': marker.VersionId }
    expect(await raw(store, 'GET')).toMatchObject({ status: 404, code: 'NoSuchKey', headers })
    expect(await raw(store, 'HEAD')).toMatchObject({ status: 404, text: '', headers })
    expect((await read(store, VersionId)).text).toBe('one')
  })

  it('read by its id is 405, and removed by its id uncovers the object again', async () => {
    await using store = await startVersionedStore()
    await put(store, 'one')
    const marker = await remove(store)
    const expected = { status: 405, headers: { 'x-amz-delete-marker': 'true', allow: 'DELETE' } }
    expect(await raw(store, 'GET', `?versionId=${marker.VersionId}`)).toMatchObject({
      ...expected,
      code: 'MethodNotAllowed',
    })
    expect(await raw(store, 'HEAD', `?versionId=${marker.VersionId}`)).toMatchObject({
      ...expected,
      text: '',
    })
    expect(await remove(store, { VersionId: marker.VersionId })).toMatchObject({
      DeleteMarker: true,
      VersionId: marker.VersionId,
    })
    expect((await read(store)).text).toBe('one')
  })
})

describe('the null version', () => {
  it('is what was there before versioning, and stays below what comes after', async () => {
    await using store = await startTestStore()
    await put(store, 'before')
    await setVersioning(store, 'Enabled')
    expect(await read(store)).toEqual({ text: 'before', VersionId: 'null' })
    const after = await put(store, 'after')
    expect(await read(store)).toEqual({ text: 'after', VersionId: after.VersionId })
    expect((await read(store, 'null')).text).toBe('before')
    await remove(store, { VersionId: after.VersionId })
    expect((await read(store)).text).toBe('before')
  })

  it('is the one that a suspended bucket writes over, leaving the others', async () => {
    await using store = await startVersionedStore()
    const kept = await put(store, 'kept')
    await setVersioning(store, 'Suspended')
    for (const text of ['one', 'two']) expect((await put(store, text)).VersionId).toBeUndefined()
    expect(await read(store)).toEqual({ text: 'two', VersionId: 'null' })
    expect((await read(store, kept.VersionId)).text).toBe('kept')
    const list = await store.client.send(new ListObjectVersionsCommand({ Bucket: BUCKET }))
    expect(list.Versions?.map(({ VersionId, IsLatest }) => [VersionId, IsLatest])).toEqual([
      ['null', true],
      [kept.VersionId, false],
    ])
  })

  it('becomes a delete marker when a suspended bucket deletes', async () => {
    await using store = await startVersionedStore()
    const kept = await put(store, 'kept')
    await setVersioning(store, 'Suspended')
    await put(store, 'lost')
    expect(await remove(store)).toMatchObject({ DeleteMarker: true, VersionId: 'null' })
    await expect(read(store)).rejects.toMatchObject({ name: 'NoSuchKey' })
    expect(await raw(store, 'GET', '?versionId=null')).toMatchObject({ status: 405 })
    await remove(store, { VersionId: 'null' })
    expect(await read(store)).toEqual({ text: 'kept', VersionId: kept.VersionId })
  })
})

import { expect, test } from 'vitest'
import type { CopyRequest } from '../../../ports/object-store.ts'
import { digestOf } from '../../store/digests.ts'
import { HELLO, newKey, type ObjectStoreHarness, putBytes, textBytes } from './harness.ts'

const DISPOSITION = `attachment; filename="a b.txt"; filename*=UTF-8''a%20b.txt`

export function presignGetContract(harness: () => ObjectStoreHarness): void {
  const getOf = (key: string, expiresInSeconds = 60) =>
    harness().store.presignGet({
      key,
      versionId: null,
      expiresInSeconds,
      contentDisposition: DISPOSITION,
      contentType: 'application/octet-stream',
    })

  test('a signed GET answers the bytes, named and typed as asked', async () => {
    const { key } = await putBytes(harness(), HELLO)
    const { status, headers, body } = await harness().get(await getOf(key))
    expect(status).toBe(200)
    expect(headers['content-disposition']).toBe(DISPOSITION)
    expect(headers['content-type']).toBe('application/octet-stream')
    expect(Buffer.from(body).equals(HELLO)).toBe(true)
  })

  test('a signed GET of nothing is 404', async () => {
    expect((await harness().get(await getOf(newKey()))).status).toBe(404)
  })

  test('a signed GET runs out', async () => {
    const { key } = await putBytes(harness(), HELLO)
    const url = await getOf(key, 1)
    await harness().elapse(2)
    expect((await harness().get(url)).status).toBe(403)
  })

  test('a signed GET names how the file is saved; another name is refused', async () => {
    const { key } = await putBytes(harness(), HELLO)
    const tampered = new URL(await getOf(key))
    tampered.searchParams.set('response-content-disposition', 'inline')
    expect((await harness().get(tampered.href)).status).toBe(403)
  })
}

export function headContract(harness: () => ObjectStoreHarness): void {
  test('HEAD of a missing key is null', async () => {
    expect(await harness().store.head(newKey())).toBeNull()
  })

  test('HEAD shows no checksum that nobody gave or asked for as if it were verified', async () => {
    const { key } = await putBytes(harness(), HELLO)
    const observed = await harness().store.head(key)
    expect(observed?.checksums.SHA256).toBeUndefined()
  })

  test('the store lets us use the bucket', async () => {
    await expect(harness().store.checkAccess()).resolves.toBeUndefined()
  })
}

export function copyContract(harness: () => ObjectStoreHarness): void {
  const copyOf = (source: { key: string; etag: string }, fields: Partial<CopyRequest> = {}): CopyRequest => ({
    sourceKey: source.key,
    sourceVersionId: null,
    targetKey: newKey(),
    ifSourceEtag: source.etag,
    contentType: 'application/pdf',
    checksumAlgorithm: null,
    ...fields,
  })

  test('copies the bytes under a new key and content type and leaves the source', async () => {
    const { store } = harness()
    const source = await putBytes(harness(), HELLO)
    const request = copyOf(source)
    expect(await store.copy(request)).toBe('copied')
    expect(await store.head(request.targetKey)).toMatchObject({
      sizeBytes: 15,
      contentType: 'application/pdf',
    })
    expect(await store.head(source.key)).toMatchObject({ etag: source.etag, contentType: 'text/plain' })
  })

  test('the copy has the SHA-256 that was asked for', async () => {
    const { store } = harness()
    const request = copyOf(await putBytes(harness(), HELLO), { checksumAlgorithm: 'SHA256' })
    expect(await store.copy(request)).toBe('copied')
    expect((await store.head(request.targetKey))?.checksums.SHA256).toBe(digestOf('SHA256', HELLO))
  })

  test('does not copy bytes that changed since they were looked at', async () => {
    const { store, put } = harness()
    const key = newKey()
    const seen = await putBytes(harness(), HELLO, { key })
    const signed = await store.presignPut({
      key,
      expiresInSeconds: 60,
      contentType: 'text/plain',
      contentLengthBytes: null,
      ifNoneMatch: false,
      checksum: null,
    })
    await put(signed, textBytes('other bytes'))
    const request = copyOf(seen)
    expect(await store.copy(request)).toBe('changed')
    expect(await store.head(request.targetKey)).toBeNull()
  })

  test('a source that is gone is absent', async () => {
    const { store } = harness()
    const request = copyOf({ key: newKey(), etag: 'd41d8cd98f00b204e9800998ecf8427e' })
    expect(await store.copy(request)).toBe('absent')
    expect(await store.head(request.targetKey)).toBeNull()
  })

  test('copies an empty file', async () => {
    const { store } = harness()
    const request = copyOf(await putBytes(harness(), new Uint8Array()))
    expect(await store.copy(request)).toBe('copied')
    expect(await store.head(request.targetKey)).toMatchObject({ sizeBytes: 0 })
  })
}

export function deleteContract(harness: () => ObjectStoreHarness): void {
  test('deletes, and nothing is there', async () => {
    const { store } = harness()
    const { key } = await putBytes(harness(), HELLO)
    expect(await store.delete(key)).toBe('deleted')
    expect(await store.head(key)).toBeNull()
  })

  test('a missing key counts as deleted', async () => {
    const { store } = harness()
    expect(await store.delete(newKey())).toBe('deleted')
    expect(await store.delete(newKey(), { ifEtag: 'd41d8cd98f00b204e9800998ecf8427e' })).toBe('deleted')
  })

  test('deletes what still has the expected ETag', async () => {
    const { store } = harness()
    const { key, etag } = await putBytes(harness(), HELLO)
    expect(await store.delete(key, { ifEtag: etag })).toBe('deleted')
    expect(await store.head(key)).toBeNull()
  })

  test('says "changed" exactly when other bytes lie there still', async () => {
    const { store } = harness()
    const { key } = await putBytes(harness(), HELLO)
    const outcome = await store.delete(key, { ifEtag: 'd41d8cd98f00b204e9800998ecf8427e' })
    expect(outcome).toBe((await store.head(key)) === null ? 'deleted' : 'changed')
  })
}

import { expect, test } from 'vitest'
import { HELLO, newKey, type ObjectStoreHarness, putBytes, textBytes } from './harness.ts'

const NEWER = textBytes('a newer one')

/** Only for a bucket with versioning. */
export function versionsContract(harness: () => ObjectStoreHarness): void {
  const putTwice = async () => {
    const { store } = harness()
    const key = newKey()
    await putBytes(harness(), HELLO, { key })
    const first = (await store.head(key))?.versionId ?? null
    await putBytes(harness(), NEWER, { key })
    const second = (await store.head(key))?.versionId ?? null
    return { key, first, second }
  }

  test('HEAD names the version, and reads an older one by its name', async () => {
    const { store } = harness()
    const { key, first, second } = await putTwice()
    expect(first).not.toBeNull()
    expect(second).not.toBe(first)
    expect(await store.head(key)).toMatchObject({ sizeBytes: NEWER.length, versionId: second })
    expect(await store.head(key, first)).toMatchObject({ sizeBytes: HELLO.length, versionId: first })
  })

  test('replaces a text of our own, and leaves none of its versions', async () => {
    const { store } = harness()
    const key = newKey()
    const versions: (string | null)[] = []
    for (const text of ['one', 'two', 'three']) {
      await store.writeText(key, text)
      versions.push((await store.head(key))?.versionId ?? null)
    }
    expect(await store.readText(key)).toBe('three')
    const left = await Promise.all(versions.map(version => store.head(key, version)))
    expect(left.map(one => one !== null)).toEqual([false, false, true])
    expect(new Set(versions).size).toBe(3)
  })

  test('deletes the named version and leaves the others', async () => {
    const { store } = harness()
    const { key, first, second } = await putTwice()
    expect(await store.delete(key, { versionId: second })).toBe('deleted')
    expect(await store.head(key, second)).toBeNull()
    expect(await store.head(key)).toMatchObject({ versionId: first })
  })

  test('a delete without a version hides the key and keeps its versions', async () => {
    const { store } = harness()
    const { key, first } = await putTwice()
    expect(await store.delete(key)).toBe('deleted')
    expect(await store.head(key)).toBeNull()
    expect(await store.head(key, first)).toMatchObject({ sizeBytes: HELLO.length })
  })

  test('copies and signs GETs of a named version', async () => {
    const { store, get } = harness()
    const { key, first } = await putTwice()
    const etag = (await store.head(key, first))?.etag ?? ''
    const targetKey = newKey()
    const request = { sourceKey: key, targetKey, contentType: 'text/plain', checksumAlgorithm: null }
    expect(await store.copy({ ...request, sourceVersionId: first, ifSourceEtag: etag })).toBe('copied')
    expect(await store.head(targetKey)).toMatchObject({ sizeBytes: HELLO.length })
    const url = await store.presignGet({
      key,
      versionId: first,
      expiresInSeconds: 60,
      contentDisposition: 'attachment',
      contentType: 'text/plain',
    })
    expect(Buffer.from((await get(url)).body).equals(HELLO)).toBe(true)
  })
}

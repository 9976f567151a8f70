import { expect, test } from 'vitest'
import type { MultipartRef, MultipartsPage } from '../../../ports/object-store.ts'
import { digestOf, md5Hex } from '../../store/digests.ts'
import { newKey, type ObjectStoreHarness, textBytes } from './harness.ts'

const LAST = textBytes('the last part may be small')

/** One part is all that a small test can put together: S3 wants 5 MiB of every part but the last. */
export function multipartContract(harness: () => ObjectStoreHarness): void {
  const begin = async (): Promise<MultipartRef> => {
    const key = newKey()
    const request = { key, contentType: 'text/plain' }
    return { key, multipartUploadId: await harness().store.createMultipart(request) }
  }
  const putPart = async (ref: MultipartRef, partNumber: number, body = LAST) => {
    const { store, put } = harness()
    const request = { ...ref, partNumber, contentLengthBytes: body.length, expiresInSeconds: 60 }
    return put(await store.presignPart(request), body)
  }
  const complete = async (ref: MultipartRef, condition: { ifNoneMatch?: boolean } = {}) => {
    const { store } = harness()
    const page = await store.listParts(ref, { after: 0, limit: 1000 })
    const parts = page?.parts ?? []
    return store.completeMultipart({ ...ref, parts, objectSizeBytes: null, ifNoneMatch: false, ...condition })
  }
  const FIRST_PAGE = { after: 0, limit: 1000 }

  test('parts that were put are listed, and put together', async () => {
    const { store } = harness()
    const ref = await begin()
    const { status, etag } = await putPart(ref, 1)
    expect(status).toBe(200)
    expect(await store.listParts(ref, FIRST_PAGE)).toEqual({
      parts: [{ partNumber: 1, sizeBytes: LAST.length, etag }],
      next: null,
    })
    expect(await store.head(ref.key)).toBeNull()
    expect(await complete(ref)).toBe('completed')
    expect(await store.head(ref.key)).toMatchObject({
      sizeBytes: LAST.length,
      contentType: 'text/plain',
      etag: `${md5Hex(Buffer.from(etag ?? '', 'hex'))}-1`,
      checksums: { CRC64NVME: digestOf('CRC64NVME', LAST) },
    })
  })

  test('a part of another length than was signed is refused', async () => {
    const { store, put } = harness()
    const ref = await begin()
    const contentLengthBytes = LAST.length + 1
    const signed = await store.presignPart({
      ...ref,
      partNumber: 1,
      contentLengthBytes,
      expiresInSeconds: 60,
    })
    expect((await put(signed, LAST)).status).toBe(403)
    expect(await store.listParts(ref, FIRST_PAGE)).toEqual({ parts: [], next: null })
  })

  test('lists page by page, by number', async () => {
    const { store } = harness()
    const ref = await begin()
    for (const partNumber of [7, 2, 10_000]) await putPart(ref, partNumber)
    const numbers = async (after: number) => {
      const page = await store.listParts(ref, { after, limit: 2 })
      return { numbers: page?.parts.map(({ partNumber }) => partNumber), next: page?.next }
    }
    expect(await numbers(0)).toEqual({ numbers: [2, 7], next: 7 })
    expect(await numbers(7)).toEqual({ numbers: [10_000], next: null })
  })

  test('a part that was sent again meanwhile is not taken for the one that was named', async () => {
    const { store } = harness()
    const ref = await begin()
    await putPart(ref, 1)
    const parts = (await store.listParts(ref, FIRST_PAGE))?.parts ?? []
    await putPart(ref, 1, textBytes('other bytes'))
    const request = { ...ref, parts, objectSizeBytes: null, ifNoneMatch: false }
    expect(await store.completeMultipart(request)).toBe('changed')
    expect(await store.head(ref.key)).toBeNull()
  })

  test('under If-None-Match nothing is put together where something lies', async () => {
    const { store } = harness()
    const ref = await begin()
    await putPart(ref, 1)
    const rival = {
      key: ref.key,
      multipartUploadId: await store.createMultipart({ key: ref.key, contentType: 'a/b' }),
    }
    await putPart(rival, 1, textBytes('a rival'))
    expect(await complete(ref, { ifNoneMatch: true })).toBe('completed')
    expect(await complete(rival, { ifNoneMatch: true })).toBe('conflict')
    expect(await store.head(ref.key)).toMatchObject({ sizeBytes: LAST.length })
  })

  test('an aborted one is gone with its parts; aborting twice is no error', async () => {
    const { store } = harness()
    const ref = await begin()
    await putPart(ref, 1)
    await store.abortMultipart(ref)
    await store.abortMultipart(ref)
    expect(await store.listParts(ref, FIRST_PAGE)).toBeNull()
    expect((await putPart(ref, 1)).status).toBe(404)
    const request = { ...ref, parts: [{ partNumber: 1, etag: md5Hex(LAST) }], objectSizeBytes: null }
    expect(await store.completeMultipart({ ...request, ifNoneMatch: false })).toBe('absent')
  })

  test('names the open ones of a key, and no other key', async () => {
    const { store } = harness()
    const ref = await begin()
    const longer = `${ref.key}.longer`
    await store.createMultipart({ key: longer, contentType: 'text/plain' })
    expect(await store.listMultiparts(ref.key)).toEqual([ref.multipartUploadId])
    await store.abortMultipart(ref)
    expect(await store.listMultiparts(ref.key)).toEqual([])
  })

  test('lists the open ones under a prefix, page by page', async () => {
    const { store } = harness()
    const prefix = newKey()
    const begun = ['b', 'a', 'a', 'c d+é'].map(name => `${prefix}/${name}`)
    for (const key of begun) await store.createMultipart({ key, contentType: 'text/plain' })
    await begin()
    const seen: MultipartRef[] = []
    for (let after: MultipartRef | null = null; ; ) {
      const page: MultipartsPage = await store.listOpenMultiparts({ prefix: `${prefix}/`, after, limit: 2 })
      expect(page.multiparts.length).toBeLessThanOrEqual(2)
      seen.push(...page.multiparts)
      if (page.next === null) break
      after = page.next
    }
    expect(seen.map(({ key }) => key)).toEqual([...begun].sort())
    for (const ref of seen) await store.abortMultipart(ref)
    expect(await store.listOpenMultiparts({ prefix: `${prefix}/`, after: null, limit: 2 })).toEqual({
      multiparts: [],
      next: null,
    })
  })

  test('a part cannot be put once its URL has run out', async () => {
    const { store, put, elapse } = harness()
    const ref = await begin()
    const request = { ...ref, partNumber: 1, contentLengthBytes: LAST.length, expiresInSeconds: 60 }
    const signed = await store.presignPart(request)
    await elapse(61)
    expect((await put(signed, LAST)).status).toBe(403)
  })
}

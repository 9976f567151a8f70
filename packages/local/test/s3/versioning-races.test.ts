import {
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectVersionsCommand,
  PutObjectCommand,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { describe, expect, it } from 'vitest'
import { BUCKET } from './support/test-store.ts'
import { setVersioning, startVersionedStore } from './support/versions.ts'

const at = { Bucket: BUCKET, Key: 'key' }
const versions = new ListObjectVersionsCommand({ Bucket: BUCKET })

describe('concurrent changes of one key', () => {
  it('make a version each, and the one listed as the latest is the one that is read', async () => {
    await using store = await startVersionedStore()
    const bodies = Array.from({ length: 30 }, (_, n) => `writer ${n} `.repeat(n * 50 + 1))
    const made = await Promise.all(
      bodies.map(async Body => ({
        ...(await store.client.send(new PutObjectCommand({ ...at, Body }))),
        Body,
      })),
    )
    const list = await store.client.send(versions)
    expect(new Set(list.Versions?.map(item => item.VersionId))).toEqual(
      new Set(made.map(put => put.VersionId)),
    )
    expect(list.Versions).toHaveLength(bodies.length)
    const got = await store.client.send(new GetObjectCommand(at))
    expect(got.VersionId).toBe(list.Versions?.[0]?.VersionId)
    const current = made.find(put => put.VersionId === got.VersionId)
    expect(await got.Body?.transformToString()).toBe(current?.Body)
  })

  it('in a suspended bucket leave one null version', async () => {
    await using store = await startVersionedStore()
    await setVersioning(store, 'Suspended')
    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        n % 3 === 0
          ? store.client.send(new DeleteObjectCommand(at))
          : store.client.send(new PutObjectCommand({ ...at, Body: `${n}` })),
      ),
    )
    const list = await store.client.send(versions)
    const all = [...(list.Versions ?? []), ...(list.DeleteMarkers ?? [])]
    expect(all).toMatchObject([{ VersionId: 'null', IsLatest: true }])
  })

  it('let a reader see one version or the other, never that there is none', async () => {
    await using store = await startVersionedStore()
    await store.client.send(new PutObjectCommand({ ...at, Body: 'base' }))
    let isWriting = true
    const read = async () => {
      const seen = new Set<string | undefined>()
      while (isWriting) {
        const got = await store.client.send(new GetObjectCommand(at))
        seen.add(await got.Body?.transformToString())
      }
      return seen
    }
    const readers = [read(), read()]
    for (let n = 0; n < 40; n += 1) {
      const { VersionId } = await store.client.send(new PutObjectCommand({ ...at, Body: 'on top' }))
      await store.client.send(new DeleteObjectCommand({ ...at, VersionId }))
    }
    isWriting = false
    for (const seen of await Promise.all(readers)) {
      for (const body of seen) expect(['base', 'on top']).toContain(body)
    }
  })
})

describe('a presigned URL', () => {
  it('may name a version, and reads that whatever is written later', async () => {
    await using store = await startVersionedStore()
    const { VersionId } = await store.client.send(new PutObjectCommand({ ...at, Body: 'pinned' }))
    await store.client.send(new PutObjectCommand({ ...at, Body: 'later' }))
    const url = await getSignedUrl(store.client, new GetObjectCommand({ ...at, VersionId }))
    expect(await (await fetch(url)).text()).toBe('pinned')
    const other = url.replace(VersionId ?? '', 'null')
    expect((await fetch(other)).status).toBe(403)
  })
})

import { deleteDoomedKeys } from '@landfall/core/services'
import { createTestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, OTHER, quotaOf, refusalOf } from '../support/uploads.ts'

describe('doomed keys', () => {
  it('are deleted, and nothing else is', async () => {
    const test = await createTestServices()
    const kept = await create(test)
    await kept.put()
    const { object_id } = await test.caller.uploads.confirm(kept.ref)
    const canceled = await create(test)
    await canceled.put()
    await test.caller.uploads.cancel(canceled.ref)
    const open = await create(test)
    await open.put()

    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ found: 2, bytes: 2 * BODY.length })
    expect(test.store.keys().sort()).toEqual(
      (await test.db.books()).keys
        .filter(({ state }) => state === 'live' || state === 'open')
        .map(({ key }) => key)
        .sort(),
    )
    const { url } = await test.caller.objects.content({ object_id: object_id ?? '' })
    expect((await test.store.get(url)).status).toBe(200)
  })

  it('are watched: bytes that come late go again', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await test.caller.uploads.cancel(ref)
    await deleteDoomedKeys(test.deps)
    await put()
    expect(test.store.keys()).toHaveLength(1)
    test.db.clock.advance(3601)
    await deleteDoomedKeys(test.deps)
    expect(test.store.keys()).toHaveLength(0)
    const { events } = await test.caller.uploads.timeline(ref)
    expect(events.at(-1)).toMatchObject({
      kind: 'late_bytes_deleted',
      detail: { size_bytes: BODY.length, etag: md5(BODY) },
    })
  })

  it('are deleted with the ETag that was looked at, where the store obeys it', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.cancel(ref)
    let isDone = false
    test.store.faults.beforeEach(async method => {
      if (method !== 'delete' || isDone) return
      isDone = true
      await put(OTHER)
    })
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ found: 0, errors: 1 })
    test.db.clock.advance(121)
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ found: 1, errors: 0 })
    expect(test.store.keys()).toHaveLength(0)
  })

  it('go in every version', async () => {
    const test = await createTestServices({ behavior: { versioned: true } })
    const { ref, put } = await create(test)
    await put()
    await put(OTHER)
    await test.caller.uploads.cancel(ref)
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ found: 1, errors: 0 })
    expect(test.store.versions()).toBe(0)
  })

  it('go in the version that was served, though somebody’s delete marker hides it', async () => {
    const test = await createTestServices({ behavior: { versioned: true } })
    const { ref, put } = await create(test, { sends_headers: true })
    await put()
    const { object_id } = await test.caller.uploads.confirm(ref)
    const { s3_key: key } = await test.caller.uploads.get(ref)
    const versionId = (await test.store.head(key ?? ''))?.versionId ?? null
    expect(versionId).not.toBeNull()
    await test.store.delete(key ?? '')
    await test.caller.objects.delete({ object_id: object_id ?? '' })
    await deleteDoomedKeys(test.deps)
    expect(await test.store.head(key ?? '', versionId)).toBeNull()
  })

  it('of a copy that the store may have made twice are deleted in both versions; another copy is served', async () => {
    const test = await createTestServices({ behavior: { versioned: true } })
    const { ref, put } = await create(test)
    await put()
    const { copy } = test.deps.store
    let copies = 0
    test.deps.store.copy = async request => {
      copies += 1
      const outcome = await copy(request)
      return copies === 1 && outcome === 'copied' ? copy(request).then(() => 'repeated') : outcome
    }
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect([copies, test.store.versions()]).toEqual([2, 4])
    await deleteDoomedKeys(test.deps)
    const live = (await test.db.books()).keys.filter(({ state }) => state === 'live')
    expect(test.store.keys()).toEqual(live.map(({ key }) => key))
    expect(test.store.versions()).toBe(1)
  })

  it('whose worker dies between deleting and recording are looked at again, and told nothing of', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.cancel(ref)
    test.db.faults.failNext('doomedKeys.recordDeleted')
    await expect(deleteDoomedKeys(test.deps)).rejects.toThrow()
    expect(test.store.keys()).toHaveLength(0)
    test.db.clock.advance(121)
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 1, found: 0 })
    test.db.clock.advance(200_000)
    await deleteDoomedKeys(test.deps)
    expect((await test.db.books()).keys).toMatchObject([{ state: 'gone' }])
    const { events } = await test.caller.uploads.timeline(ref)
    expect(events.map(({ kind }) => kind)).toEqual(['created', 'canceled'])
  })

  it('stay when the caller asked to keep the bytes', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.cancel({ ...ref, delete_s3_object: false })
    await deleteDoomedKeys(test.deps)
    expect(test.store.keys()).toHaveLength(1)
  })

  it('that cannot be deleted now come due again', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.cancel(ref)
    test.store.faults.failNext('delete')
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ found: 0, errors: 1 })
    test.db.clock.advance(3601)
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ found: 1, errors: 0 })
    expect(test.store.keys()).toHaveLength(0)
  })

  it('go in one run, however many batches they are, although some cannot be deleted', async () => {
    const test = await createTestServices()
    for (let index = 0; index < 450; index += 1) {
      const { ref, put } = await create(test, { skip_duplicates: false })
      await put()
      await test.caller.uploads.cancel(ref)
    }
    test.store.faults.failNext('head')
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 450, found: 449, errors: 1 })
    expect(test.store.keys()).toHaveLength(1)
  })

  it('are tried no further where none of a batch can be deleted', async () => {
    const test = await createTestServices()
    for (let index = 0; index < 201; index += 1) await test.caller.uploads.cancel((await create(test)).ref)
    test.store.faults.failAll()
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 200, errors: 200 })
  })

  it('go when their object is deleted', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    const { object_id } = await test.caller.uploads.confirm(ref)
    await test.caller.objects.delete({ object_id: object_id ?? '' })
    expect(await quotaOf(test)).toEqual(NOTHING)
    expect(await refusalOf(test.caller.objects.get({ object_id: object_id ?? '' }))).toMatchObject({
      status: 404,
    })
    expect((await test.caller.uploads.confirm(ref)).message).toContain('deleted since')
    await deleteDoomedKeys(test.deps)
    expect(test.store.keys()).toHaveLength(0)
  })
})

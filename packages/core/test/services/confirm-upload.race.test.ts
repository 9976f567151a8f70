import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { BODY, create, md5, NOTHING, OTHER, quotaOf, refusalOf } from '../support/uploads.ts'

const CHARGED = { ...NOTHING, used_bytes: BODY.length, used_objects: 1 }

/** Lets somebody else act once, just before the named call of the database or the store does anything. */
function meanwhile(test: TestServices, method: string, act: () => Promise<unknown>) {
  let isDone = false
  const hook = async (called: string) => {
    if (isDone || called !== method) return
    isDone = true
    await act()
  }
  test.db.faults.beforeEach(hook)
  test.store.faults.beforeEach(hook)
}

describe.each([false, true])('with sends_headers %s', sends_headers => {
  it('50 concurrent confirms make one object, charge once and answer alike', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    const answers = await Promise.all(Array.from({ length: 50 }, () => test.caller.uploads.confirm(ref)))
    for (const answer of answers) expect(answer).toEqual(answers[0])
    expect(await quotaOf(test)).toEqual(CHARGED)
    const { objects, keys } = await test.db.books()
    expect(objects).toHaveLength(1)
    expect(keys.filter(key => key.state === 'live')).toHaveLength(1)
    expect(keys.filter(key => key.state === 'open')).toHaveLength(0)
  })

  it('a confirm that loses to a cancel says canceled, and nothing is charged', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    meanwhile(test, 'uploads.finish', () => test.caller.uploads.cancel(ref))
    expect(await refusalOf(test.caller.uploads.confirm(ref))).toMatchObject({
      status: 409,
      code: 'UPLOAD_CANCELED',
    })
    expect(await quotaOf(test)).toEqual(NOTHING)
  })

  it('a cancel that loses to a confirm finds the object and refuses', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    meanwhile(test, 'uploads.finish', () => test.caller.uploads.confirm(ref))
    expect(await refusalOf(test.caller.uploads.cancel(ref))).toMatchObject({
      status: 409,
      code: 'UPLOAD_HAS_OBJECT',
    })
    expect(await quotaOf(test)).toEqual(CHARGED)
  })

  it('a confirm that loses to a renewal judges the newest attempt, where nothing is yet', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test, { sends_headers })
    await put()
    meanwhile(test, 'uploads.finish', () => test.caller.uploads.renew(ref))
    const refused = await refusalOf(test.caller.uploads.confirm(ref))
    expect(refused).toMatchObject({
      status: 400,
      code: 'OBJECT_NOT_IN_STORAGE',
      error: { details: { attempt: 2 } },
    })
  })
})

describe('the same URL used again', () => {
  it('before the confirm: what is confirmed is what lies there, and a claim for the first bytes is refused', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await put(OTHER)
    const claim = { ...ref, etag: md5(BODY) }
    expect(await refusalOf(test.caller.uploads.confirm(claim))).toMatchObject({ code: 'ETAG_MISMATCH' })
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ etag: md5(OTHER) })
  })

  it('between HEAD and copy: the bytes are looked at again, never a mixture', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    meanwhile(test, 'copy', () => put(OTHER))
    const confirmed = await test.caller.uploads.confirm(ref)
    expect(confirmed.etag).toBe(md5(OTHER))
    const { url } = await test.caller.objects.content({ object_id: confirmed.object_id ?? '' })
    expect(new TextDecoder().decode((await test.store.get(url)).body)).toBe(OTHER)
  })

  it('between HEAD and copy, on a store that ignores the condition: noticed by a second look', async () => {
    const test = await createTestServices({ behavior: { conditionalCopy: false } })
    const { ref, put } = await create(test)
    await put()
    meanwhile(test, 'copy', () => put(OTHER))
    const refused = await refusalOf(test.caller.uploads.confirm({ ...ref, etag: md5(BODY) }))
    expect(refused.code).toBe('ETAG_MISMATCH')
  })

  it.each([true, false])(
    'after COMPLETED changes nothing that anyone can read (sends_headers %s)',
    async sends_headers => {
      const test = await createTestServices()
      const { ref, put } = await create(test, { sends_headers })
      await put()
      const { object_id } = await test.caller.uploads.confirm(ref)
      expect((await put(OTHER)).status).toBe(sends_headers ? 412 : 200)
      const { url } = await test.caller.objects.content({ object_id: object_id ?? '' })
      expect(new TextDecoder().decode((await test.store.get(url)).body)).toBe(BODY)
      expect(await test.caller.uploads.confirm(ref)).toMatchObject({ etag: md5(BODY) })
    },
  )

  it('is never trusted to be refused by a store whose probe is unknown or failed', async () => {
    const unknown = await createTestServices({ isProbed: false })
    expect((await create(unknown, { sends_headers: true })).upload.guard).toBe('SEALED')
    const ignoring = await createTestServices({ behavior: { obeysIfNoneMatch: false } })
    expect((await create(ignoring, { sends_headers: true })).upload.guard).toBe('SEALED')
  })
})

describe('dying between any two steps', () => {
  const STEPS = ['uploads.find', 'head', 'uploads.openSeal', 'copy', 'uploads.finish'] as const

  it.each(STEPS)('%s: the next confirm settles once, and every key in the store has a row', async step => {
    for (const time of ['before', 'after'] as const) {
      const test = await createTestServices()
      const { ref, put } = await create(test)
      await put()
      if (step === 'head' || step === 'copy') test.store.faults.failNext(step, time)
      else test.db.faults.failNext(step, time)
      // A process that died cannot tidy up after itself either.
      test.db.faults.failNext('uploads.doomSeal')
      await refusalOf(test.caller.uploads.confirm(ref))
      test.db.faults.recover()

      expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
      expect(await quotaOf(test)).toEqual(CHARGED)
      const { keys } = await test.db.books()
      const named = new Set(keys.map(({ key }) => key))
      expect(test.store.keys().filter(key => !named.has(key))).toEqual([])
      expect(keys.filter(({ state }) => state === 'live')).toHaveLength(1)
    }
  })
})

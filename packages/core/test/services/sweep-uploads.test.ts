import { InfrastructureError } from '@landfall/core/domain'
import { sweepUploads } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { LATE_SECONDS, MINUTE, sweepFor } from '../support/sweep.ts'
import { BODY, create, NOTHING, quotaOf, sha256 } from '../support/uploads.ts'

/** An hour's URL and a quarter of grace. */
const OUT_OF_TIME = 75 * MINUTE + 1

const statusOf = async (test: TestServices, ref: { bucket: string; upload_id: string }) =>
  (await test.caller.uploads.get(ref)).status

const kindsOf = async (test: TestServices, ref: { bucket: string; upload_id: string }) =>
  (await test.caller.uploads.timeline(ref)).events.map(({ kind }) => kind)

const _used = { ...NOTHING, used_bytes: BODY.length, used_objects: 1 }

describe('an upload without bytes', () => {
  it('fails at the end, once: its room is free again and its key doomed', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    await sweepFor(test, 74 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PENDING')
    expect(await kindsOf(test, ref)).toEqual(['created'])
    test.db.clock.advance(2 * MINUTE)
    const figures = await Promise.all([sweepUploads(test.deps), sweepUploads(test.deps)])
    expect(figures.map(({ expired }) => expired).sort()).toEqual([0, 1])
    expect(await test.caller.uploads.get(ref)).toMatchObject({ status: 'FAILED' })
    expect(await kindsOf(test, ref)).toEqual(['created', 'failed'])
    expect(await quotaOf(test)).toEqual(NOTHING)
    expect((await test.db.books()).keys).toMatchObject([{ state: 'doomed' }])
  })

  it('may still be confirmed after its time, as long as no sweep was there', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    test.db.clock.advance(OUT_OF_TIME)
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 0 })
  })

  it('is taken at its last moment, where bytes came after the last look', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await sweepFor(test, 59 * MINUTE)
    await put()
    test.db.clock.advance(OUT_OF_TIME)
    await sweepUploads(test.deps)
    expect(await test.caller.uploads.get(ref)).toMatchObject({
      status: 'COMPLETED',
      receipt: { settled_by: 'sweep' },
    })
  })
})

describe('the sweep', () => {
  it('begins anew with a renewal', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await sweepFor(test, MINUTE + LATE_SECONDS)
    await test.caller.uploads.renew(ref)
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PENDING')
  })

  it('leaves an upload to the task that confirms it', async () => {
    const test = await createTestServices()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.confirm({ ...ref, async: true })
    await sweepFor(test, 80 * MINUTE)
    expect(await statusOf(test, ref)).toBe('PROCESSING')
  })

  it('leaves what it could not look at for the next time, and goes on with the others', async () => {
    const test = await createTestServices()
    const alone = { skip_duplicates: false }
    const [first, second] = [await create(test, alone), await create(test, alone)]
    await Promise.all([first.put(), second.put()])
    test.db.clock.advance(MINUTE + 1)
    test.store.faults.failNext('head')
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 2, seen: 1, errors: 1 })
    await sweepFor(test, 10 * MINUTE)
    for (const { ref } of [first, second]) expect(await statusOf(test, ref)).toBe('COMPLETED')
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: 2 * BODY.length, used_objects: 2 })
  })

  it('goes on with the others of a page where it could not look at one', async () => {
    const test = await createTestServices()
    const signed = await create(test, { file_hash: sha256(BODY), sends_headers: true })
    const others = await Promise.all(
      Array.from({ length: 20 }, () => create(test, { skip_duplicates: false })),
    )
    for (const { put } of [signed, ...others]) await put()
    test.db.clock.advance(MINUTE + 1)
    test.store.faults.failNext('head')
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 21, errors: 1 })
    await sweepFor(test, 5 * MINUTE)
    for (const { ref } of [signed, ...others]) expect(await statusOf(test, ref)).toBe('COMPLETED')
  })

  it('fails nothing while the store does not answer', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    test.db.clock.advance(OUT_OF_TIME)
    test.store.behavior.denies = true
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 1, expired: 0, errors: 1 })
    expect(await statusOf(test, ref)).toBe('PENDING')
  })

  it('fails nothing for hours, asks every two minutes, and settles all once the store is back', async () => {
    const test = await createTestServices()
    const [stored, empty] = [await create(test, { skip_duplicates: false }), await create(test)]
    await stored.put()
    test.store.behavior.denies = true
    const asked: string[] = []
    test.store.faults.beforeEach(async method => void asked.push(method))
    await sweepFor(test, 10 * 60 * MINUTE)
    for (const { ref } of [stored, empty]) expect(await statusOf(test, ref)).toBe('PENDING')
    expect(asked.length).toBeLessThan(10 * 60 * 3)
    test.store.behavior.denies = false
    await sweepFor(test, 3 * MINUTE)
    expect(await statusOf(test, stored.ref)).toBe('COMPLETED')
    expect(await statusOf(test, empty.ref)).toBe('FAILED')
  })

  it('settles what it may while the store takes no mark, and only then lets anything expire', async () => {
    const test = await createTestServices()
    const empty = await create(test)
    test.db.clock.advance(OUT_OF_TIME)
    const stored = await create(test, { skip_duplicates: false })
    await stored.put()
    test.store.faults.beforeEach(async method => {
      if (method === 'writeText') throw new InfrastructureError('STORAGE_MISCONFIGURED', new Error('denied'))
    })
    await sweepFor(test, 10 * MINUTE)
    expect(await statusOf(test, stored.ref)).toBe('COMPLETED')
    expect(await statusOf(test, empty.ref)).toBe('PENDING')
    test.store.faults.beforeEach(null)
    await sweepFor(test, 3 * MINUTE)
    expect(await statusOf(test, empty.ref)).toBe('FAILED')
  })

  it('lets nothing expire whose time ended while it was looked at, before the mark was asked', async () => {
    const test = await createTestServices({ bucket: { confirmGraceSeconds: 900 } })
    const { ref, put, upload } = await create(test)
    test.db.clock.advance(60 * MINUTE - 20)
    await put()
    expect(await sweepUploads(test.deps)).toMatchObject({ seen: 1 })
    test.db.clock.advance(901)
    await test.store.delete(upload.s3_key)
    test.store.faults.beforeEach(async method => {
      if (method === 'head') test.db.clock.advance(MINUTE)
      if (method === 'writeText') throw new InfrastructureError('STORAGE_MISCONFIGURED', new Error('denied'))
    })
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 1, expired: 0, errors: 1 })
    expect(await statusOf(test, ref)).toBe('PENDING')
    test.store.faults.beforeEach(null)
    await sweepFor(test, 3 * MINUTE)
    expect(await statusOf(test, ref)).toBe('FAILED')
  })

  it('believes the clock of the database, not that of its own process', async () => {
    const test = await createTestServices()
    const { ref } = await create(test)
    const clock = { now: () => new Date(test.db.clock.now().getTime() + 86_400_000) }
    test.db.clock.advance(MINUTE + 1)
    expect(await sweepUploads({ ...test.deps, clock })).toMatchObject({ looked_at: 1, expired: 0 })
    expect(await statusOf(test, ref)).toBe('PENDING')
    const slow = { now: () => new Date(0) }
    test.db.clock.advance(OUT_OF_TIME)
    expect(await sweepUploads({ ...test.deps, clock: slow })).toMatchObject({ expired: 1 })
  })

  it('asks for one page instead of many keys where they lie close together', async () => {
    const test = await createTestServices()
    const made = await Promise.all(Array.from({ length: 30 }, () => create(test)))
    for (const { put } of made.slice(0, 20)) await put()
    const asked: string[] = []
    test.store.faults.beforeEach(async method => void asked.push(method))
    test.db.clock.advance(MINUTE + 1)
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 30, seen: 20 })
    expect(asked).toEqual(['list'])
  })

  it('looks at each where a page says little about them', async () => {
    const test = await createTestServices()
    const [first] = await Promise.all(Array.from({ length: 12 }, () => create(test)))
    await first?.put()
    const folder = (await test.db.books()).keys[0]?.key.replace(/upl_.*/, '') ?? ''
    for (let index = 0; index < 2000; index += 1) test.store.write(`${folder}upk_${index}`, 'x')
    const asked: string[] = []
    test.store.faults.beforeEach(async method => void asked.push(method))
    test.db.clock.advance(MINUTE + 1)
    expect(await sweepUploads(test.deps)).toMatchObject({ looked_at: 12, seen: 1 })
    expect(asked.filter(method => method === 'list').length).toBeLessThan(3)
  })
})

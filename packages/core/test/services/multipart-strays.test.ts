import { abortStrayMultiparts, deleteDoomedKeys } from '@landfall/core/services'
import { createTestServices, failureOf, LIKE_S3, probed, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts } from '../support/parts.ts'
import { BODY, refusalOf } from '../support/uploads.ts'

const DAY = 86_400
const stateOf = async (test: TestServices, key: string) => {
  const ended = await test.deps.keyInventory.endedOf([key])
  return ended.length > 0 ? 'ended' : 'watched'
}

/** The answer of the Create is lost: the store has a multipart that no row knows. */
async function loseCreate(test: TestServices, sign: (parts: number[]) => Promise<unknown>) {
  test.store.faults.failNext('createMultipart', 'after')
  await refusalOf(sign([1]))
}

/** The store was not seen to list, whether it can or not. A profile does not live as long as a doomed key. */
async function unlearnListing(test: TestServices, seen: 'unable' | 'unknown') {
  if (seen === 'unknown') return test.deps.storeProfile.invalidate()
  return test.deps.storeProfile.save({ ...probed(LIKE_S3), listsMultiparts: false })
}

const cannotList = (test: TestServices, code: 'STORAGE_MISCONFIGURED' | 'STORAGE_UNAVAILABLE') => {
  const refuse = async () => {
    throw failureOf(code, 'listMultiparts')
  }
  test.deps.store = { ...test.store, listMultiparts: refuse, listOpenMultiparts: refuse }
}

describe('a multipart that no row knows, at a doomed key', () => {
  it.each(['unable', 'unknown'] as const)(
    'is aborted by the last look although the profile says %s',
    async seen => {
      const test = await createTestServices()
      const { sign, ref, upload } = await createInParts(test)
      await loseCreate(test, sign)
      await test.caller.uploads.cancel(ref)
      test.db.clock.advance(9 * DAY)
      await unlearnListing(test, seen)
      await deleteDoomedKeys(test.deps)
      expect(await stateOf(test, upload.s3_key)).toBe('ended')
      expect(test.store.openMultiparts()).toEqual([])
    },
  )

  it('goes with all others of its key, however few a listing shows', async () => {
    const test = await createTestServices()
    const { ref, upload } = await createInParts(test)
    for (let count = 0; count < 5; count += 1)
      await test.store.createMultipart({ key: upload.s3_key, contentType: 'a/b' })
    test.store.behavior.multipartsAPage = 2
    await test.caller.uploads.cancel(ref)
    test.db.clock.advance(9 * DAY)
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([])
  })

  it('is looked for again where a store that may list fails to', async () => {
    const test = await createTestServices()
    const { sign, ref, upload } = await createInParts(test)
    await loseCreate(test, sign)
    await test.caller.uploads.cancel(ref)
    test.db.clock.advance(9 * DAY)
    await unlearnListing(test, 'unknown')
    cannotList(test, 'STORAGE_UNAVAILABLE')
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 1, errors: 1 })
    expect(await stateOf(test, upload.s3_key)).toBe('watched')
    test.deps.store = test.store
    test.db.clock.advance(200)
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([])
  })

  it.each([
    ['unable', 'STORAGE_UNAVAILABLE'],
    ['unknown', 'STORAGE_MISCONFIGURED'],
  ] as const)('holds up nothing where the store cannot list (%s, %s)', async (seen, code) => {
    const test = await createTestServices()
    const { ref, send, upload } = await createInParts(test)
    await send([1])
    await test.caller.uploads.cancel(ref)
    test.db.clock.advance(9 * DAY)
    await unlearnListing(test, seen)
    cannotList(test, code)
    expect(await deleteDoomedKeys(test.deps)).toMatchObject({ looked_at: 1, errors: 0 })
    expect(await stateOf(test, upload.s3_key)).toBe('ended')
    expect(await abortStrayMultiparts(test.deps)).toEqual({ listed: 0, aborted: 0, errors: 0 })
  })
})

describe('the nightly look for multiparts', () => {
  it('aborts one beside a served object, which stays', async () => {
    const test = await createTestServices()
    const { sign, send, ref, upload } = await createInParts(test)
    await unlearnListing(test, 'unknown')
    await loseCreate(test, sign)
    await send()
    expect(await test.caller.uploads.confirm(ref)).toMatchObject({ status: 'COMPLETED' })
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([upload.s3_key])
    expect(await abortStrayMultiparts(test.deps)).toEqual({ listed: 1, aborted: 1, errors: 0 })
    expect(test.store.openMultiparts()).toEqual([])
    expect(test.store.read(upload.s3_key)).toBe(BODY)
  })

  it('aborts one that came after the last look at its key', async () => {
    const test = await createTestServices()
    const { ref, upload } = await createInParts(test)
    await test.caller.uploads.cancel(ref)
    test.db.clock.advance(9 * DAY)
    await deleteDoomedKeys(test.deps)
    await test.store.createMultipart({ key: upload.s3_key, contentType: 'a/b' })
    expect(await abortStrayMultiparts(test.deps)).toMatchObject({ aborted: 1 })
    expect(test.store.openMultiparts()).toEqual([])
  })

  it('touches none of an upload that is open or watched, and none of a stranger', async () => {
    const test = await createTestServices()
    const open = await createInParts(test)
    await open.send([1])
    const canceled = await createInParts(test)
    await canceled.send([1])
    await test.caller.uploads.cancel(canceled.ref)
    await test.store.createMultipart({ key: 'strangers/key', contentType: 'a/b' })
    const before = test.store.openMultiparts()
    expect(await abortStrayMultiparts(test.deps)).toEqual({ listed: 3, aborted: 0, errors: 0 })
    expect(test.store.openMultiparts()).toEqual(before)
    await open.send()
    expect(await test.caller.uploads.confirm(open.ref)).toMatchObject({ status: 'COMPLETED' })
  })

  it('turns the pages, and one that cannot be aborted holds up no other', async () => {
    const test = await createTestServices()
    const { ref, upload } = await createInParts(test)
    await test.caller.uploads.cancel(ref)
    test.db.clock.advance(9 * DAY)
    await deleteDoomedKeys(test.deps)
    for (let count = 0; count < 5; count += 1)
      await test.store.createMultipart({ key: upload.s3_key, contentType: 'a/b' })
    test.store.behavior.multipartsAPage = 2
    test.store.faults.failNext('abortMultipart')
    expect(await abortStrayMultiparts(test.deps)).toEqual({ listed: 5, aborted: 4, errors: 1 })
    expect(await abortStrayMultiparts(test.deps)).toEqual({ listed: 1, aborted: 1, errors: 0 })
  })
})

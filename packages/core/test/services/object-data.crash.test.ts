import { deleteDoomedKeys } from '@landfall/core/services'
import { createTestServices, expectBalanced, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { dieAt } from '../support/die-at.ts'

/** As long as everything that dies here leaves anything to watch. */
const DAYS = 3 * 86_400
const BYTES = { base64: btoa('bytes that came along'), mime_type: 'text/plain', filename: 'a.txt' }
const SIZE = 21
const blob = (property: string) => ({ property, type: 'text', data: BYTES })

/** What the next process does in its background, however long it takes. */
async function settleDown({ db, deps }: TestServices) {
  for (const seconds of [901, DAYS, DAYS]) {
    await db.stage.elapse(seconds)
    await deleteDoomedKeys(deps)
  }
}

/** Objects, their bytes and the quota say the same, and nothing else is there. */
async function expectNothingElse({ db, store }: TestServices, objects: number, files: number) {
  const books = await db.books()
  expectBalanced(books)
  expect(books.objects).toHaveLength(objects)
  expect(books.reservations).toEqual([])
  expect(books.liveKeys.map(({ sizeBytes }) => sizeBytes)).toEqual(Array.from({ length: files }, () => SIZE))
  const live = books.keys.filter(({ state }) => state === 'live').map(({ key }) => key)
  expect(
    store
      .keys()
      .filter(key => !key.startsWith('_landfall/'))
      .sort(),
  ).toEqual(live.sort())
}

describe.each(['before', 'after'] as const)('dying %s any call', time => {
  it('of a create with data leaves the whole object or nothing', async () => {
    const outcomes = new Set<number>()
    const work = ({ caller, place }: TestServices) =>
      caller.objects.create({ bucket: place.bucketId, object: { blobs: [blob('a'), blob('b')], n: 1 } })
    for (let at = 1; ; at += 1) {
      const test = await createTestServices()
      if (!(await dieAt(test, work, { at, time }))) break
      await settleDown(test)
      const made = (await test.db.books()).objects.length
      outcomes.add(made)
      await expectNothingElse(test, made, made * 2)
      await work(test)
      await settleDown(test)
      await expectNothingElse(test, made + 1, made * 2 + 2)
    }
    expect([...outcomes].sort()).toEqual(time === 'before' ? [0] : [0, 1])
  })

  it('of an update with data leaves the old file or the new one', async () => {
    const files = new Set<string | undefined>()
    for (let at = 1; ; at += 1) {
      const test = await createTestServices()
      const { caller, place } = test
      const { object_id } = await caller.objects.create({
        bucket: place.bucketId,
        object: { blobs: [blob('old')] },
      })
      const work = () => caller.objects.update({ object_id, object: { blobs: [blob('new')] } })
      if (!(await dieAt(test, work, { at, time }))) break
      await settleDown(test)
      const object = await caller.objects.get({ object_id })
      files.add(object.blobs[0]?.property)
      expect(object.blobs).toHaveLength(1)
      await expectNothingElse(test, 1, 1)
    }
    expect([...files].sort()).toEqual(time === 'before' ? ['old'] : ['new', 'old'])
  })
})

it('gives nothing back that an object took over, nor while its request may still run', async () => {
  const test = await createTestServices()
  const { caller, db, deps, place } = test
  await caller.objects.create({ bucket: place.bucketId, object: { blobs: [blob('a')] } })
  await settleDown(test)
  await expectNothingElse(test, 1, 1)
  db.faults.beforeEach(method => {
    if (method === 'objects.create') throw new Error('died')
  })
  await expect(
    caller.objects.create({ bucket: place.bucketId, object: { blobs: [blob('a')] } }),
  ).rejects.toThrow()
  db.faults.beforeEach(null)
  await deleteDoomedKeys(deps)
  expect((await db.books()).liveKeys).toHaveLength(2)
})

it('goes on with the others where one leftover cannot be given back', async () => {
  const test = await createTestServices()
  const { caller, db, deps, logged, place } = test
  db.faults.beforeEach(method => {
    if (method === 'objects.create') throw new Error('died')
  })
  const object = { blobs: [blob('a')] }
  for (const _ of [1, 2]) await caller.objects.create({ bucket: place.bucketId, object }).catch(() => null)
  db.faults.beforeEach(null)
  await db.stage.elapse(901)
  db.faults.failNext('uploads.dropReference')
  await deleteDoomedKeys(deps)
  expect((await db.books()).liveKeys).toHaveLength(1)
  expect(logged).toContainEqual(expect.objectContaining({ uploadId: expect.stringMatching(/^upl_/) }))
  await settleDown(test)
  await expectNothingElse(test, 0, 0)
})

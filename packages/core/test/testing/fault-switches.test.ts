import { InfrastructureError } from '@landfall/core/domain'
import {
  createFakeDatabase,
  createFakeObjectStore,
  newCompletion,
  newPresignPut,
  seedPlace,
  seedUpload,
} from '@landfall/core/testing'
import { expect, test } from 'vitest'

const unavailable = expect.objectContaining({ code: 'DATABASE_UNAVAILABLE' })

async function withUpload() {
  const db = createFakeDatabase()
  const place = await seedPlace(db)
  return { db, upload: await seedUpload(db, place) }
}

test('a call that fails before does nothing, and the next one goes through', async () => {
  const { db, upload } = await withUpload()
  db.faults.failNext('uploads.finish')
  await expect(db.uploads.finish(newCompletion(upload))).rejects.toEqual(unavailable)
  expect(await db.uploads.findById(upload.uploadId)).toEqual(upload)
  expect(await db.uploads.finish(newCompletion(upload))).toMatchObject({ outcome: 'finished' })
})

test('a lost answer is lost after the work was done', async () => {
  const { db, upload } = await withUpload()
  db.faults.failNext('uploads.finish', 'after')
  await expect(db.uploads.finish(newCompletion(upload))).rejects.toBeInstanceOf(InfrastructureError)
  expect(await db.uploads.findById(upload.uploadId)).toMatchObject({ status: 'COMPLETED' })
})

test('a database that is down fails every call until it recovers', async () => {
  const { db, upload } = await withUpload()
  db.faults.failAll()
  await expect(db.uploads.findById(upload.uploadId)).rejects.toEqual(unavailable)
  await expect(db.storeProfile.current()).rejects.toEqual(unavailable)
  db.faults.recover()
  expect(await db.uploads.findById(upload.uploadId)).toEqual(upload)
})

test('somebody else can be let in between', async () => {
  const { db, upload } = await withUpload()
  db.faults.beforeEach(async method => {
    if (method !== 'uploads.finish') return
    db.faults.beforeEach(null)
    await db.uploads.finish({ kind: 'canceled', uploadId: upload.uploadId, keepBytes: false })
  })
  expect(await db.uploads.finish(newCompletion(upload))).toMatchObject({
    outcome: 'lost',
    upload: { status: 'CANCELED' },
  })
  expect(db.faults.calls.slice(-2)).toEqual(['uploads.finish', 'uploads.finish'])
})

test('what a fake answers is a copy: changing it changes nothing', async () => {
  const { db, upload } = await withUpload()
  const found = await db.uploads.findById(upload.uploadId)
  Object.assign(found ?? {}, { status: 'FAILED' })
  expect(await db.uploads.findById(upload.uploadId)).toEqual(upload)
})

test('a store can deny, be away, or lose its answer', async () => {
  const store = createFakeObjectStore()
  store.write('key', 'bytes')
  store.behavior.denies = true
  await expect(store.head('key')).rejects.toMatchObject({ code: 'STORAGE_MISCONFIGURED' })
  store.behavior.denies = false
  store.faults.failNext('delete', 'after')
  await expect(store.delete('key')).rejects.toMatchObject({ code: 'STORAGE_UNAVAILABLE' })
  expect(store.keys()).toEqual([])
})

test.each([
  ['obeysIfNoneMatch', { ifNoneMatch: true }],
  ['enforcesLength', { contentLengthBytes: 3 }],
  ['verifiesChecksum', { checksum: { algorithm: 'CRC32', value: 'AAAAAA==' } as const }],
] as const)('a store without %s takes what another refuses', async (trait, fields) => {
  for (const isThere of [true, false]) {
    const store = createFakeObjectStore({ behavior: { [trait]: isThere } })
    store.write('taken', 'first')
    const key = trait === 'obeysIfNoneMatch' ? 'taken' : 'new'
    const signed = await store.presignPut(newPresignPut({ key, ...fields }))
    const { status } = await store.put(signed, 'bytes')
    expect(status === 200).toBe(!isThere)
  }
})

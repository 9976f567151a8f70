import { createTestServices, type TestServices } from '@landfall/core/testing'
import { createCaller } from '@landfall/core/trpc'
import { describe, expect, it } from 'vitest'
import { BODY, NOTHING, quotaOf, refusalOf, sha256 } from '../support/uploads.ts'

const RESERVED = { ...NOTHING, reserved_bytes: BODY.length, reserved_objects: 1 }

type Fields = Partial<Parameters<TestServices['caller']['uploads']['create']>[0]>

/** A create under one Idempotency-Key, as often as it is called. */
function creating(test: TestServices, idempotencyKey = 'order 17') {
  const caller = createCaller({ services: test.deps, actor: test.actor, requestId: 'r', idempotencyKey })
  return (fields: Fields = {}) =>
    caller.uploads.create({
      bucket: test.place.bucketId,
      filename: 'hello.txt',
      content_type: 'text/plain',
      file_size_bytes: BODY.length,
      ...fields,
    })
}

const refOf = (test: TestServices, { upload_id }: { upload_id: string }) => ({
  bucket: test.place.bucketId,
  upload_id,
})
/** Every answer is signed anew, and what is signed is the same. */
const signedAnew = <TUpload extends object>(upload: TUpload) => ({
  ...upload,
  presigned_url: expect.stringContaining('/1/hello.txt?'),
})

const send = (
  test: TestServices,
  upload: { presigned_url: string | null; upload_headers: Record<string, string> | null },
) => test.store.put({ url: upload.presigned_url ?? '', headers: upload.upload_headers ?? {} }, BODY)

describe('the same create under the same Idempotency-Key', () => {
  it('is the same upload, reserved once, however its fields are ordered or defaulted', async () => {
    const test = await createTestServices()
    const create = creating(test)
    const first = await create({ metadata: { a: 1, b: { c: 2, d: 3 } } })
    const again = await create({ metadata: { b: { d: 3, c: 2 }, a: 1 }, skip_duplicates: true, owner: null })
    expect(again).toEqual(signedAnew(first))
    expect(await quotaOf(test)).toEqual(RESERVED)
  })

  it('is signed again for what remains of its time, and then no more', async () => {
    const test = await createTestServices()
    const create = creating(test)
    const first = await create()
    test.db.clock.advance(3000)
    const later = await create()
    expect(later).toMatchObject({ upload_id: first.upload_id, expires_at: first.expires_at })
    test.db.clock.advance(599)
    expect((await send(test, later)).status).toBe(200)
    test.db.clock.advance(2)
    expect(await create()).toMatchObject({ status: 'PENDING', presigned_url: null, upload_headers: null })
  })

  it('is signed for the newest attempt', async () => {
    const test = await createTestServices()
    const create = creating(test)
    const first = await create()
    const renewed = await test.caller.uploads.renew(refOf(test, first))
    expect(await create()).toMatchObject({
      attempt: 2,
      s3_key: renewed.s3_key,
      presigned_url: expect.any(String),
    })
  })

  it('comes back with its status and no URL once it is settled', async () => {
    const test = await createTestServices()
    const [done, gone] = [creating(test, 'a'), creating(test, 'b')]
    const completed = await done({ skip_duplicates: false })
    await send(test, completed)
    const { object_id } = await test.caller.uploads.confirm(refOf(test, completed))
    expect(await done({ skip_duplicates: false })).toMatchObject({
      status: 'COMPLETED',
      object_id,
      presigned_url: null,
    })
    await test.caller.uploads.cancel(refOf(test, await gone()))
    expect(await gone()).toMatchObject({ status: 'CANCELED', presigned_url: null })
  })

  it.each(['before', 'after'] as const)(
    'makes one upload where the process died %s its commit',
    async time => {
      const test = await createTestServices()
      const create = creating(test)
      test.db.faults.failNext('uploads.reserve', time)
      expect(await refusalOf(create())).toMatchObject({ status: 503, retry: 'same_request' })
      const again = await create()
      expect(again.presigned_url).not.toBeNull()
      expect(await create()).toEqual(signedAnew(again))
      expect(await quotaOf(test)).toEqual(RESERVED)
    },
  )

  it('is answered where a new one would be refused: no room left, the bucket locked, the key used for it', async () => {
    const test = await createTestServices()
    const create = creating(test)
    const first = await create()
    await test.caller.quotas.set({ scope: 'organization', limit_bytes: 1, limit_objects: 0 })
    await test.db.stage.setBucket(test.place.bucketId, { isLocked: true })
    expect(await create()).toEqual(signedAnew(first))
  })

  it('of twins whose room is for one, both are answered with the one', async () => {
    const test = await createTestServices()
    await test.caller.quotas.set({ scope: 'organization', limit_objects: 1 })
    const create = creating(test)
    const answers = await Promise.all(Array.from({ length: 10 }, () => create()))
    expect(new Set(answers.map(({ upload_id }) => upload_id)).size).toBe(1)
    expect(await quotaOf(test)).toEqual(RESERVED)
  })

  it('that was a duplicate stays one, and one that was refused is asked anew', async () => {
    const test = await createTestServices({ behavior: { copyComputesSha256: true } })
    const original = await creating(test, 'first')({ file_hash: sha256(BODY) })
    await send(test, original)
    await test.caller.uploads.confirm(refOf(test, original))
    const create = creating(test, 'second')
    const duplicate = await create({ file_hash: sha256(BODY) })
    expect(duplicate).toMatchObject({ is_duplicate: true, upload_id: original.upload_id })
    expect(await create({ file_hash: sha256(BODY) })).toEqual(duplicate)

    await test.caller.quotas.set({ scope: 'organization', limit_objects: 0 })
    const refused = creating(test, 'third')
    expect(await refusalOf(refused())).toMatchObject({ code: 'QUOTA_EXCEEDED' })
    await test.caller.quotas.set({ scope: 'organization', limit_objects: null })
    expect(await refused()).toMatchObject({ status: 'PENDING' })
  })
})

describe('another create under the same Idempotency-Key', () => {
  it.each<[string, Fields]>([
    ['name', { filename: 'other.txt' }],
    ['size', { file_size_bytes: 1 }],
    ['owner', { owner: 'ada' }],
    ['metadata', { metadata: { a: 1 } }],
  ])('is refused by name where its %s differs, and nothing is made', async (_, fields) => {
    const test = await createTestServices()
    const create = creating(test)
    const first = await create()
    const refused = await refusalOf(create(fields))
    expect(refused).toMatchObject({ status: 409, code: 'IDEMPOTENCY_KEY_REUSED', retry: 'never' })
    expect(refused.error.details).toMatchObject({ upload_id: first.upload_id, header: 'Idempotency-Key' })
    expect(await quotaOf(test)).toEqual(RESERVED)
  })

  it('is another upload for another actor, and for the same a day later', async () => {
    const test = await createTestServices()
    const create = creating(test)
    const first = await create()
    const other = createCaller({
      services: test.deps,
      actor: { ...test.actor, id: 'key_other' },
      requestId: 'r',
      idempotencyKey: 'order 17',
    })
    const request = { bucket: test.place.bucketId, filename: 'x', content_type: 'text/plain' }
    expect((await other.uploads.create(request)).upload_id).not.toBe(first.upload_id)
    test.db.clock.advance(86_400)
    expect((await create({ filename: 'other.txt' })).upload_id).not.toBe(first.upload_id)
  })

  it.each(['', ' ', 'ä', 'a\nb', 'x'.repeat(256)])('%j is no such key', async key => {
    const test = await createTestServices()
    expect(await refusalOf(creating(test, key)())).toMatchObject({ status: 422 })
  })
})

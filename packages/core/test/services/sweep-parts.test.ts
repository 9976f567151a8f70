import { deleteDoomedKeys, sweepUploads } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createInParts, etagOf, PART_BYTES } from '../support/parts.ts'
import { BODY, NOTHING, quotaOf } from '../support/uploads.ts'

/** A worker that looks every half minute. */
async function sweepFor(test: TestServices, seconds: number): Promise<void> {
  for (let passed = 0; passed < seconds; passed += 30) {
    test.db.clock.advance(30)
    await sweepUploads(test.deps)
  }
}

describe('parts that nobody confirms', () => {
  it('are put together where the store has all that was declared', async () => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    await send()
    await sweepFor(test, 300)
    expect(await test.caller.uploads.get(ref)).toMatchObject({
      status: 'COMPLETED',
      etag: etagOf(BODY, PART_BYTES),
      receipt: { settled_by: 'sweep', guard: 'SERVER', size: 'matched' },
    })
    expect(await quotaOf(test)).toEqual({ ...NOTHING, used_bytes: BODY.length, used_objects: 1 })
  })

  it('are waited for while one is missing, and aborted when nothing can come any more', async () => {
    const test = await createTestServices()
    const { ref, send } = await createInParts(test)
    await send([1, 3])
    await sweepFor(test, 600)
    expect((await test.caller.uploads.get(ref)).status).toBe('IN_PROGRESS')
    await sweepFor(test, 2 * 3600)
    expect((await test.caller.uploads.get(ref)).status).toBe('FAILED')
    expect(await quotaOf(test)).toEqual(NOTHING)
    await deleteDoomedKeys(test.deps)
    expect(test.store.openMultiparts()).toEqual([])
    expect(test.store.keys().filter(key => !key.startsWith('_landfall/'))).toEqual([])
  })

  it('of unknown number are their client’s to confirm, and end with the upload', async () => {
    const test = await createTestServices()
    const { ref, sign } = await createInParts(test, { file_size_bytes: null })
    const { parts } = await sign([1])
    for (const { presigned_url: url, upload_headers: headers } of parts)
      await test.store.put({ url, headers }, BODY.slice(0, PART_BYTES))
    await sweepFor(test, 600)
    expect((await test.caller.uploads.get(ref)).status).toBe('IN_PROGRESS')
    await sweepFor(test, 2 * 3600)
    expect((await test.caller.uploads.get(ref)).status).toBe('FAILED')
    expect(await quotaOf(test)).toEqual(NOTHING)
  })
})

import { authenticateToken } from '@landfall/core/services'
import { createTestServices } from '@landfall/core/testing'
import { expect, it } from 'vitest'
import { create, refusalOf } from '../support/uploads.ts'

/** A token's caller, and one of its uploads whose size nobody knows. Its organization has other bytes too. */
async function withToken() {
  const test = await createTestServices()
  const { put, ref } = await create(test)
  await put()
  await test.caller.uploads.confirm(ref)
  const minted = await test.caller.tokens.create({ bucket: test.place.bucketId, owner: 'ada', max_files: 9 })
  const actor = await authenticateToken(test.deps, minted.token, null)
  if (!actor.ok) throw new RangeError(actor.error.code)
  const caller = test.callerFor(actor.value)
  const unsized = await create({ ...test, caller }, { file_size_bytes: null })
  await unsized.put()
  return { test, caller, ref: unsized.ref }
}

it('a token learns that the quota of all is full, and not what others have', async () => {
  const { test, caller, ref } = await withToken()
  await test.caller.quotas.set({ scope: 'organization', limit_bytes: 30 })
  const full = {
    message: 'The quota of this organization has no room',
    details: { code: 'QUOTA_EXCEEDED', scope: 'organization', retry: 'never', retryable: false },
  }
  expect((await refusalOf(create({ ...test, caller }))).error).toMatchObject(full)
  const { error } = await refusalOf(caller.uploads.confirm(ref))
  expect(error).toEqual({ type: 'QuotaExceededError', ...full })
  const { events } = await caller.uploads.timeline(ref)
  expect(events.at(-1)?.detail).toEqual({ code: 'QUOTA_EXCEEDED', scope: 'organization' })

  const kept = {
    code: 'QUOTA_EXCEEDED' as const,
    message: 'of 30 bytes',
    details: { scope: 'organization', used_bytes: 24 },
  }
  await test.deps.uploads.setLastError(ref.upload_id, 1, kept)
  const shown = { ...kept, message: full.message, details: { scope: 'organization' } }
  expect((await caller.uploads.get(ref)).last_error).toEqual(shown)
  expect((await caller.uploads.cancel(ref)).last_error).toEqual(shown)
  expect((await test.caller.uploads.get(ref)).last_error).toEqual(kept)
})

it('of the quota of its own owner a token learns all', async () => {
  const { test, caller, ref } = await withToken()
  const owner = { scope: 'owner', id: test.place.bucketId, owner: 'ada' } as const
  await test.caller.quotas.set({ ...owner, limit_bytes: 3 })
  const { error } = await refusalOf(caller.uploads.confirm(ref))
  expect(error.details).toMatchObject({ scope: 'owner', limit_bytes: 3, used_bytes: 0 })
})

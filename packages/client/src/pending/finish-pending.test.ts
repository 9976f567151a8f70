import { expect, it } from 'vitest'
import { pendingUpload } from '../../test/support/pending-upload.ts'
import type { LandfallTrpc } from '../api/create-trpc.ts'
import { systemClock } from '../clock.ts'
import { LandfallError, type LandfallErrorCode } from '../errors/landfall-error.ts'
import type { Platform } from '../platform/platform.ts'
import { finishPending } from './finish-pending.ts'
import { createMemoryStore } from './memory-store.ts'
import { createPendingUploads } from './pending-uploads.ts'
import { forgetPending } from './resumable.ts'

/** One upload whose confirm nobody answered, and an API that refuses whatever it is asked about it. */
async function refusing(code: LandfallErrorCode, account?: string) {
  const store = createMemoryStore()
  const pending = createPendingUploads(store, 'here', account)
  const claim = { bucket: 'uploads', upload_id: 'upl_1' }
  await pending.save(pendingUpload({ scope: 'here', startedAt: new Date().toISOString(), claim }))
  const refusal = () => Promise.reject(new LandfallError({ code, message: 'refused' }))
  const refuse = { mutate: refusal, query: refusal }
  const deps = {
    trpc: { uploads: { confirm: refuse, cancel: refuse, get: refuse } } as unknown as LandfallTrpc,
    platform: {} as Platform,
    clock: systemClock,
    random: Math.random,
    settings: { multipartThresholdBytes: 1, partSizeBytes: null },
    pending,
  }
  return { deps, store }
}

it.each(['NOT_FOUND', 'FORBIDDEN'] as const)(
  'an upload of another account of this browser stays, and is none of ours: %s',
  async code => {
    const { deps, store } = await refusing(code)
    expect(await finishPending(deps)).toEqual([])
    await forgetPending(deps, 'upl_1')
    expect(await store.list()).toHaveLength(1)
  },
)

it('an upload that has ended is told and forgotten', async () => {
  const { deps, store } = await refusing('UPLOAD_CANCELED')
  expect(await finishPending(deps)).toMatchObject([{ uploadId: 'upl_1', error: { code: 'UPLOAD_CANCELED' } }])
  expect(await store.list()).toEqual([])
})

it('an upload that can no longer be canceled is forgotten', async () => {
  const { deps, store } = await refusing('UPLOAD_SETTLED')
  await forgetPending(deps, 'upl_1')
  expect(await store.list()).toEqual([])
})

it('an upload that this credential may see but not cancel is its own, and forgotten', async () => {
  const { deps, store } = await refusing('FORBIDDEN')
  const get = { query: async () => ({ status: 'PENDING' }) }
  Object.assign(deps.trpc.uploads, { get })
  await forgetPending(deps, 'upl_1')
  expect(await store.list()).toEqual([])
})

it('an upload of this very account that the server no longer knows is forgotten when somebody removes it', async () => {
  const { deps, store } = await refusing('NOT_FOUND', 'ada')
  await forgetPending(deps, 'upl_1')
  expect(await store.list()).toEqual([])
})

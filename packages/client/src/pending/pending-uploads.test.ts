import { describe, expect, it } from 'vitest'
import { pendingUpload } from '../../test/support/pending-upload.ts'
import { createMemoryStore } from './memory-store.ts'
import { createPendingUploads } from './pending-uploads.ts'
import type { PendingUpload, UploadStore } from './upload-store.ts'

const upload = (change: Partial<PendingUpload> = {}) =>
  pendingUpload({ scope: 'here', startedAt: new Date().toISOString(), ...change })

const idsOf = (uploads: PendingUpload[]) => uploads.map(({ uploadId }) => uploadId)

describe('the pending uploads of a client', () => {
  it('are its own, and not those that it is sending right now', async () => {
    const store = createMemoryStore()
    const pending = createPendingUploads(store, 'here')
    for (const [uploadId, scope] of [
      ['one', 'here'],
      ['other', 'elsewhere'],
      ['held', 'here'],
    ] as const)
      await pending.save(upload({ uploadId, scope }))
    const release = pending.hold('held')
    expect(idsOf(await pending.list())).toEqual(['one'])
    release()
    expect(idsOf(await pending.list())).toEqual(['one', 'held'])
  })

  it('are forgotten after a week, when the server has forgotten them too, or when their time cannot be read', async () => {
    const store = createMemoryStore()
    const pending = createPendingUploads(store, 'here')
    const eightDaysAgo = new Date(Date.now() - 8 * 86_400_000).toISOString()
    await pending.save(upload({ uploadId: 'old', startedAt: eightDaysAgo }))
    await pending.save(upload({ uploadId: 'odd', startedAt: 'yesterday' }))
    await pending.save(upload({ uploadId: 'new' }))
    expect(idsOf(await pending.list())).toEqual(['new'])
    expect(idsOf(await store.list())).toEqual(['new'])
  })

  it('are of one account, and what was kept before there were accounts is nobody’s', async () => {
    const store = createMemoryStore()
    const of = (account?: string | (() => Promise<string>)) => createPendingUploads(store, 'here', account)
    await of().save(upload({ uploadId: 'old' }))
    await of('ada').save(upload({ uploadId: 'ada’s' }))
    await of(async () => 'bob').save(upload({ uploadId: 'bob’s' }))
    const unknown = of(() => Promise.reject(new Error('signed out')))
    expect(await unknown.save(upload({ uploadId: 'lost' }))).toBe(false)
    const seen = [of(), of('ada'), of(() => Promise.resolve('bob')), unknown].map(pending => pending.list())
    expect((await Promise.all(seen)).map(idsOf)).toEqual([['old'], ['ada’s'], ['bob’s'], []])
  })

  it('never make an upload fail', async () => {
    const broken = () => Promise.reject(new Error('the disk is full'))
    const store: UploadStore = { save: broken, remove: broken, list: broken }
    const pending = createPendingUploads(store, 'here')
    await pending.save(upload())
    await pending.remove('upl_1')
    expect(await pending.list()).toEqual([])
  })
})

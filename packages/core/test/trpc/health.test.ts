import { takeStoreEvent } from '@landfall/core/services'
import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { create } from '../support/uploads.ts'

const operatorOf = (test: TestServices) =>
  test.callerFor({ ...test.actor, organizationId: 'org_operators', isOperator: true })

describe('health', () => {
  it('shows an operator the installation, with what its workers did', async () => {
    const test = await createTestServices()
    const runId = await test.db.runs.start('sweep-uploads')
    await test.db.runs.finish(runId, { figures: { settled: 3 }, error: null })
    const { ref } = await create(test, { presigned_url_expiration: 60 })
    test.db.clock.advance(3_600)
    const health = await operatorOf(test).health.get()
    expect(health).toMatchObject({
      scope: 'installation',
      overdue: { count: 1, items: [{ upload_id: ref.upload_id, filename: 'hello.txt', last_error: null }] },
      failing: { count: 0, items: [] },
      installation: {
        latest_runs: [{ kind: 'sweep-uploads', figures: { settled: 3 }, error: null }],
        unknown_keys: 0,
        failing_jobs: [],
      },
    })
    expect(health.installation?.recent_runs).toHaveLength(1)
  })

  it('shows another admin their own organization and nothing of the installation', async () => {
    const test = await createTestServices()
    await test.db.runs.start('sweep-uploads')
    await create(test, { presigned_url_expiration: 60 })
    test.db.clock.advance(3_600)
    expect(await test.caller.health.get()).toMatchObject({ overdue: { count: 1 }, installation: null })
    const stranger = test.callerFor({ ...test.actor, organizationId: 'org_other' })
    expect(await stranger.health.get()).toMatchObject({ overdue: { count: 0 }, installation: null })
    expect((await stranger.health.preview()).uploads).toEqual([])
  })

  it('shows an admin who is bound to a namespace nothing of another one', async () => {
    const test = await createTestServices()
    await create(test, { presigned_url_expiration: 60 })
    test.db.clock.advance(3_600)
    const bound = test.callerFor({ ...test.actor, allNamespaces: false })
    expect(await bound.health.get()).toMatchObject({ scope: 'namespace', overdue: { count: 1 } })
    expect((await bound.health.preview()).uploads).toHaveLength(1)
    const other = test.callerFor({ ...test.actor, allNamespaces: false, namespaceId: 'ns_other' })
    expect(await other.health.get()).toMatchObject({ overdue: { count: 0 } })
    expect((await other.health.preview()).uploads).toEqual([])
  })
})

describe('a look ahead at the sweep', () => {
  it('says of everything that is due what would become of it and why, and does nothing', async () => {
    const test = await createTestServices({ behavior: { enforcesLength: false } })
    const named = async (filename: string, fields: object = {}) => create(test, { filename, ...fields })
    const seen = await named('seen')
    await seen.put()
    await takeStoreEvent(test.deps, seen.upload.s3_key)
    const wrong = await named('wrong')
    await wrong.put('too short')
    await takeStoreEvent(test.deps, wrong.upload.s3_key)
    const unseen = await named('unseen')
    await unseen.put()
    await named('nothing')
    await named('too-late', { presigned_url_expiration: 60 })
    await named('fresh')
    const before = test.db.readBooks()

    test.db.clock.advance(190)
    const soon = await test.caller.health.preview()
    expect(
      Object.fromEntries(soon.uploads.map(({ filename, would, reason }) => [filename, [would, reason]])),
    ).toEqual({
      seen: ['settle', 'BYTES_SEEN'],
      wrong: ['keep_open', 'SIZE_MISMATCH'],
      unseen: ['wait', 'GRACE'],
      nothing: ['wait', 'NOTHING_ARRIVED'],
      fresh: ['wait', 'NOTHING_ARRIVED'],
      'too-late': ['wait', 'NOTHING_ARRIVED'],
    })
    test.db.clock.advance(1_800)
    const later = await test.caller.health.preview()
    expect(later.uploads.find(({ filename }) => filename === 'too-late')).toMatchObject({
      would: 'expire',
      reason: 'NOTHING_ARRIVED',
    })
    expect(test.db.readBooks()).toEqual(before)
  })

  it('waits where the store cannot be asked', async () => {
    const test = await createTestServices()
    await create(test)
    test.db.clock.advance(130)
    test.store.faults.failNext('head')
    expect((await test.caller.health.preview()).uploads).toMatchObject([
      { would: 'wait', reason: 'STORAGE_UNAVAILABLE' },
    ])
  })
})

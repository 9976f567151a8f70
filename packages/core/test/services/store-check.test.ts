import { compareStore, MAX_REPORTED_KEYS, renewMark } from '@landfall/core/services'
import type { TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { scan, startMarked } from '../support/store-check.ts'
import { BODY, create, refusalOf } from '../support/uploads.ts'

const DAY = 86_400
const MARK = '_landfall/installation.json'

/** Enough confirmed uploads that one orphan is no more than one percent. */
async function seedMany(test: TestServices, count = 110) {
  const made = []
  for (let index = 0; index < count; index += 1) {
    const upload = await create(test, { skip_duplicates: false, sends_headers: true })
    await upload.put()
    made.push(await test.caller.uploads.confirm(upload.ref))
  }
  return made
}

describe('a comparison of store and database', () => {
  it('finds keys without a row, and says how many, how large, and since when', async () => {
    const test = await startMarked()
    const { ref, put } = await create(test)
    await put()
    await test.caller.uploads.confirm(ref)
    const since = test.db.clock.now().toISOString()
    for (const key of ['org_x/a', 'zzz', '😀']) test.store.write(key, 'orphan')
    test.db.clock.advance(DAY + 1)
    test.store.write('young', 'not yet')
    const { figures, report_id } = await scan(test)
    expect(figures).toMatchObject({ orphans: 3, orphan_bytes: 18, kept: 0, missing: 0 })
    const report = await test.caller.admin.getOrphanReport({ report_id })
    expect(report).toMatchObject({ state: 'done', orphans: 3, orphans_since: since, error: null })
    expect(report.listed.map(({ key }) => key)).toEqual(['org_x/a', 'zzz', '😀'])
    expect(test.store.keys()).toEqual(expect.arrayContaining(['org_x/a', 'zzz', '😀']))
  })

  it('takes nothing young for an orphan, though the clock of its worker is days ahead', async () => {
    const test = await startMarked()
    test.store.write('young', 'being written')
    const clock = { now: () => new Date(test.db.clock.now().getTime() + 5 * DAY * 1000) }
    expect(await compareStore({ ...test.deps, clock })).toMatchObject({ keys: 1, orphans: 0 })
  })

  it('lists what callers kept, and takes nothing else that has a row for an orphan', async () => {
    const test = await startMarked()
    const kept = await create(test)
    await kept.put()
    await test.caller.uploads.cancel({ ...kept.ref, delete_s3_object: false })
    const doomed = await create(test)
    await doomed.put()
    await test.caller.uploads.cancel(doomed.ref)
    const open = await create(test)
    await open.put()
    await create(test)
    test.db.clock.advance(DAY + 1)
    expect((await scan(test)).figures).toMatchObject({
      missing: 0,
      keys: 3,
      orphans: 0,
      kept: 1,
      kept_bytes: BODY.length,
    })
  })

  it('reads page by page, however many there are', async () => {
    const test = await startMarked()
    for (let index = 0; index < 2500; index += 1) test.store.write(`stray/${index}`, 'x')
    const made = await seedMany(test, 30)
    test.db.clock.advance(DAY + 1)
    expect((await scan(test)).figures).toMatchObject({ orphans: 2500, missing: 0 })
    expect(made).toHaveLength(30)
    expect(MAX_REPORTED_KEYS).toBeGreaterThan(2500)
  })

  it('that is asked for twice is one; one that died shows as failed, and is not begun late', async () => {
    const test = await startMarked()
    const ask = async () => (await test.caller.admin.scanOrphans()).report_id
    const report_id = await ask()
    expect(await ask()).toBe(report_id)
    test.db.clock.advance(301)
    expect(await test.caller.admin.getOrphanReport({ report_id })).toMatchObject({ state: 'failed' })
    const next = await ask()
    await expect(compareStore(test.deps, report_id)).rejects.toThrow('over already')
    await compareStore(test.deps, next)
    const { reports } = await test.caller.admin.listOrphanReports()
    expect(reports.map(({ state }) => state)).toEqual(['done', 'failed'])
  })

  it('fails, and deletes and marks nothing more, where the store lists in no order', async () => {
    const test = await startMarked()
    await seedMany(test, 3)
    const list = test.store.list
    test.store.list = async request => {
      const page = await list(request)
      return { ...page, keys: page.keys.reverse() }
    }
    await expect(compareStore(test.deps)).rejects.toThrow('order')
    const { reports } = await test.caller.admin.listOrphanReports()
    expect(reports).toMatchObject([{ state: 'failed', missing: 0 }])
  })

  it('is for operators alone', async () => {
    const test = await startMarked()
    test.actor.isOperator = false
    for (const call of [
      test.caller.admin.listOrphanReports(),
      test.caller.admin.scanOrphans(),
      test.caller.admin.getOrphanReport({ report_id: 1 }),
      test.caller.admin.deleteOrphans({ report_id: 1 }),
    ])
      expect(await refusalOf(call)).toMatchObject({ status: 403, code: 'FORBIDDEN' })
  })
})

describe('deleting orphans', () => {
  async function withOrphan(behavior: NonNullable<Parameters<typeof startMarked>[0]>['behavior'] = {}) {
    const test = await startMarked({ behavior })
    await seedMany(test)
    test.store.write('org_x/stray', 'stray')
    test.db.clock.advance(DAY + 1)
    const { report_id } = await scan(test)
    return { test, ask: () => test.caller.admin.deleteOrphans({ report_id }), report_id }
  }
  const isThere = (test: TestServices) => test.store.read('org_x/stray') !== null

  it('deletes what the report lists, once, and says what came of it', async () => {
    const { test, ask, report_id } = await withOrphan()
    const before = test.store.keys().length
    expect(await ask()).toEqual({ deleted: 1, changed: 0, known: 0, older: 0, has_more: false })
    expect(test.store.keys()).toHaveLength(before - 1)
    expect(isThere(test)).toBe(false)
    expect(await ask()).toMatchObject({ deleted: 0, has_more: false })
    const { listed } = await test.caller.admin.getOrphanReport({ report_id })
    expect(listed).toMatchObject([{ key: 'org_x/stray', outcome: 'deleted' }])
  })

  it.each([true, false])(
    'leaves what changed since, whether the store obeys a condition or not: %s',
    async obeys => {
      const { test, ask } = await withOrphan({ conditionalDelete: obeys })
      test.store.write('org_x/stray', 'other bytes')
      expect(await ask()).toMatchObject({ deleted: 0, changed: 1 })
      expect(isThere(test)).toBe(true)
    },
  )

  it('leaves what is older than the database, though younger keys are there', async () => {
    const { test, ask } = await withOrphan()
    const { installation } = test.db.tables
    for (const [key, age] of [
      ['createdAt', 2 * DAY],
      ['restoredAt', DAY],
    ] as const) {
      installation[key] = new Date(test.db.clock.now().getTime() - age * 1000)
    }
    test.store.write('org_x/young', 'newest')
    const { report_id } = await scan(test)
    const deleted = await test.caller.admin.deleteOrphans({ report_id })
    expect(deleted).toMatchObject({ deleted: 0, older: 1 })
    expect(isThere(test)).toBe(true)
    expect(await ask().catch(() => 'refused')).toBe('refused')
  })

  it('leaves what has a row by now', async () => {
    const second = await withOrphan()
    Object.assign(second.test.db.tables.keys.get(1) ?? {}, { key: 'org_x/stray' })
    expect(await second.ask()).toMatchObject({ deleted: 0, known: 1 })
    expect(isThere(second.test)).toBe(true)
  })

  it('refuses where more than one percent would go', async () => {
    const test = await startMarked()
    await seedMany(test, 90)
    test.store.write('org_x/stray', 'stray')
    test.db.clock.advance(DAY + 1)
    const { report_id } = await scan(test)
    const refused = await refusalOf(test.caller.admin.deleteOrphans({ report_id }))
    expect(refused).toMatchObject({ status: 409, code: 'ORPHANS_DOUBTFUL' })
    expect(refused.error.message).toContain('1 %')
  })

  it('refuses an old report, one that is not done, and one that is not there', async () => {
    const { test, ask } = await withOrphan()
    test.db.clock.advance(8 * DAY)
    expect((await refusalOf(ask())).error.message).toContain('week')
    const { report_id } = await test.caller.admin.scanOrphans()
    expect((await refusalOf(test.caller.admin.deleteOrphans({ report_id }))).error.message).toContain(
      'running',
    )
    expect(await refusalOf(test.caller.admin.deleteOrphans({ report_id: 99 }))).toMatchObject({ status: 404 })
  })

  it('refuses where the database is younger than the newest key', async () => {
    const { test, ask } = await withOrphan()
    test.db.tables.installation.createdAt = test.db.clock.now()
    expect((await refusalOf(ask())).error.message).toContain('younger')
    expect(isThere(test)).toBe(true)
  })

  it.each([
    ['below this prefix', 'staging/_landfall/installation.json'],
    ['beside this mark', '_landfall/installations/ins_other.json'],
  ])('refuses where another installation has its mark %s', async (_, mark) => {
    const { test } = await withOrphan()
    test.store.write(mark, '{"installation_id":"ins_other","epoch":3}')
    const { report_id } = await scan(test)
    const refused = await refusalOf(test.caller.admin.deleteOrphans({ report_id }))
    expect(refused).toMatchObject({ status: 409, code: 'ORPHANS_DOUBTFUL' })
    expect(refused.error.message).toContain('another installation')
    expect(isThere(test)).toBe(true)
  })

  it('refuses the first installation too, where a second one began to write under its prefix', async () => {
    const { test } = await withOrphan()
    const second = await startMarked()
    const deps = { ...second.deps, store: test.store }
    second.db.tables.installation.installationId = 'ins_second'
    expect(await renewMark(deps)).toBe('strangers')
    const { report_id } = await scan(test)
    const refused = await refusalOf(test.caller.admin.deleteOrphans({ report_id }))
    expect(refused).toMatchObject({ status: 409, code: 'ORPHANS_DOUBTFUL' })
    expect(isThere(test)).toBe(true)
  })

  it('refuses where the prefix is another installation’s, has no mark, or an unreadable one', async () => {
    const { test, ask } = await withOrphan()
    const marks = ['{"installation_id":"ins_other","epoch":0}', 'not json', '{}']
    for (const mark of marks) {
      test.store.write(MARK, mark)
      expect((await refusalOf(ask())).error.message).toContain('another installation')
      expect(await renewMark(test.deps)).toBe('strangers')
      expect(test.store.read(MARK)).toBe(mark)
    }
    await test.store.delete(MARK)
    expect(await refusalOf(ask())).toMatchObject({ code: 'ORPHANS_DOUBTFUL' })
    expect(isThere(test)).toBe(true)
  })
})

import { expect, test } from 'vitest'
import { newCompletion, seedCompleted, seedUpload } from '../builders.ts'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite, keyStatesOf, type Scene } from './database-suite.ts'

const DAY = 86_400
const KEY = '[["sku","a"]]'

/** What every database does that a comparison with the store needs: `Installations`, `KeyInventory`, `OrphanReports`. */
export function storeCheckContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the Installations contract`, makeHarness, installationsContract)
  databaseSuite(`${name} keeps the KeyInventory contract`, makeHarness, inventoryContract)
  databaseSuite(`${name} keeps the OrphanReports contract`, makeHarness, reportsContract)
}

function installationsContract(scene: () => Scene): void {
  const installations = () => scene().ports.installations

  test('is one, with an epoch that only goes up', async () => {
    const { installationId, epoch } = await installations().current()
    expect(installationId).toMatch(/^ins_/)
    const advanced = await Promise.all([installations().advance(), installations().advance()])
    expect(advanced.map(one => one.epoch).sort((a, b) => a - b)).toEqual([epoch + 1, epoch + 2])
    expect(await installations().current()).toMatchObject({ installationId, epoch: epoch + 2 })
  })

  test('what is from before a restoration ends with its bytes kept, and is no leftover; what is later is not', async () => {
    const { ports, place, stage } = scene()
    const older = await seedUpload(ports, place)
    await ports.uploads.openSeal({ uploadId: older.uploadId, attempt: 1, key: `${older.uploadId}/seal` })
    const skipped = await seedUpload(ports, { ...place, uniqueKey: KEY })
    const forObject = { ...place, createObject: false, guard: 'SERVER' } as const
    await seedUpload(ports, forObject)
    await stage.elapse(10)
    const { epoch } = await installations().current()
    await installations().recordRestored(epoch + 7)
    const { restoredAt } = await installations().current()
    await installations().recordRestored(epoch + 7)
    expect(await installations().current()).toMatchObject({ epoch: epoch + 8, restoredAt })
    const younger = await seedUpload(ports, place)
    const youngerLeft = await seedUpload(ports, forObject)
    await stage.elapse(DAY)
    expect(await ports.uploads.findLeftovers(0, 10)).toEqual([youngerLeft.uploadId])
    await seedCompleted(ports, { ...place, uniqueKey: KEY })
    expect(await ports.uploads.finish(newCompletion(skipped))).toMatchObject({
      upload: { status: 'SKIPPED' },
    })
    expect(Object.values(await keyStatesOf(scene(), skipped.uploadId))).toEqual(['kept'])
    for (const { uploadId } of [older, younger])
      await ports.uploads.finish({ kind: 'failed', uploadId, attempt: 1, reason: 'EXPIRED' })
    expect(new Set(Object.values(await keyStatesOf(scene(), older.uploadId)))).toEqual(new Set(['kept']))
    expect(Object.values(await keyStatesOf(scene(), younger.uploadId))).toEqual(['doomed'])
  })
}

function inventoryContract(scene: () => Scene): void {
  test('lists what may have bytes, in order, between two keys and under a prefix', async () => {
    const { ports, place } = scene()
    for (const putKey of ['p/a', 'p/c', 'p/b', 'q/a']) await seedUpload(ports, { ...place, putKey })
    const list = async (range: Partial<Parameters<typeof ports.keyInventory.list>[0]>) => {
      const keys = await ports.keyInventory.list({ prefix: 'p/', after: '', upTo: null, limit: 10, ...range })
      return keys.map(({ key }) => key).join(' ')
    }
    expect(await list({})).toBe('p/a p/b p/c')
    expect(await list({ after: 'p/a', upTo: 'p/b' })).toBe('p/b')
    expect(await list({ limit: 2 })).toBe('p/a p/b')
    expect(await list({ prefix: '' })).toBe('p/a p/b p/c q/a')
    expect(await ports.keyInventory.unknownOf(['p/a', 'p/x', 'q/a', 'z'])).toEqual(['p/x', 'z'])
  })

  test('takes any key of a store for a bound or a question, also one with U+0000, which no row can have', async () => {
    const { ports, place } = scene()
    for (const putKey of ['p/a', 'p/a\u0001', 'p/b']) await seedUpload(ports, { ...place, putKey })
    const { list, endedOf, unknownOf } = ports.keyInventory
    const keysOf = async (after: string, upTo: string | null) =>
      (await list({ prefix: 'p/', after, upTo, limit: 9 })).map(({ key }) => key)
    expect(await keysOf('', 'p/a\u0000z')).toEqual(['p/a'])
    expect(await keysOf('p/a\u0000z', null)).toEqual(['p/a\u0001', 'p/b'])
    expect(await endedOf(['p/a\u0000z', 'p/a'])).toEqual([])
    expect(await unknownOf(['p/a', 'p/a\u0000z'])).toEqual(['p/a\u0000z'])
  })

  test('is done with what is gone', async () => {
    const { ports, place, stage } = scene()
    const { uploadId, lastKey } = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId, keepBytes: false })
    const state = async () =>
      (await ports.keyInventory.list({ prefix: '', after: '', upTo: null, limit: 9 }))[0]?.state
    expect(await state()).toBe('doomed')
    await stage.elapse(3 * DAY)
    const claimed = await ports.doomedKeys.claim(10, 60)
    await ports.doomedKeys.recordDeleted(claimed)
    expect(await state()).toBeUndefined()
    expect(await ports.keyInventory.unknownOf([lastKey])).toEqual([lastKey])
  })

  test('says which keys are ended: served, or gone, and not what is still watched', async () => {
    const { ports, place, stage } = scene()
    const [served, canceled, open] = [
      await seedUpload(ports, place),
      await seedUpload(ports, place),
      await seedUpload(ports, place),
    ]
    await ports.uploads.finish(newCompletion(served))
    await ports.uploads.finish({ kind: 'canceled', uploadId: canceled.uploadId, keepBytes: false })
    const kept = await seedUpload(ports, place)
    await ports.uploads.finish({ kind: 'canceled', uploadId: kept.uploadId, keepBytes: true })
    const keys = [served, canceled, open, kept].map(({ lastKey }) => lastKey)
    expect(await ports.keyInventory.endedOf([...keys, 'unknown'])).toEqual([served.lastKey])
    await stage.elapse(3 * DAY)
    await ports.doomedKeys.recordDeleted(await ports.doomedKeys.claim(10, 60))
    expect((await ports.keyInventory.endedOf(keys)).sort()).toEqual([served.lastKey, canceled.lastKey].sort())
  })

  test('marks live keys whose bytes are gone, and nothing else; their bytes are shared with nobody', async () => {
    const { ports, place } = scene()
    const sha256 = 'a'.repeat(64)
    const upload = await seedUpload(ports, place)
    await ports.uploads.finish(newCompletion(upload, { observed: { sha256 } }))
    const open = await seedUpload(ports, place)
    const ids = [upload.putKey?.id ?? 0, open.putKey?.id ?? 0]
    expect(await ports.keyInventory.markMissing(ids)).toBe(1)
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ bytesMissing: true })
    const bytes = { sha256, fileSizeBytes: 1000, createObject: true }
    const where = { ...place, owner: null }
    expect(await ports.uploads.findOriginal(where, bytes)).toBeNull()
    const again = await ports.uploads.finish(newCompletion(open, { observed: { sha256 } }))
    expect(again).toMatchObject({ outcome: 'finished', upload: { duplicateOf: null } })
    await ports.keyInventory.clearMissingAt(open.lastKey)
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ bytesMissing: true })
    await ports.keyInventory.clearMissingAt(upload.lastKey)
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ bytesMissing: false })
    expect(await ports.keyInventory.markMissing(ids)).toBe(2)
    await ports.keyInventory.clearMissing(ids)
    expect(await ports.uploads.findById(upload.uploadId)).toMatchObject({ bytesMissing: false })
    expect(await ports.uploads.findOriginal(where, bytes)).toMatchObject({ uploadId: upload.uploadId })
  })

  test('says of a served key which bytes of it are served', async () => {
    const { ports, place } = scene()
    const upload = await seedUpload(ports, place)
    await ports.uploads.finish(newCompletion(upload, { observed: { etag: 'abc', versionId: 'v7' } }))
    const listed = await ports.keyInventory.list({ prefix: '', after: '', upTo: null, limit: 9 })
    expect(listed).toMatchObject([{ state: 'live', etag: 'abc', versionId: 'v7' }])
  })

  test('an object says since when its bytes are missing', async () => {
    const { ports, place } = scene()
    const { objectId, servedKey } = await seedCompleted(ports, place)
    await ports.keyInventory.markMissing([servedKey?.id ?? 0])
    const object = await ports.objects.find(place, { objectId: objectId ?? '', bucketId: null })
    expect(object?.blobs).toMatchObject([{ missingSince: expect.any(Date) }])
  })
}

function reportsContract(scene: () => Scene): void {
  const FIGURES = {
    keys: 9,
    bytes: 90,
    orphans: 2,
    orphan_bytes: 20,
    kept: 1,
    kept_bytes: 5,
    missing: 0,
    back: 0,
    strangers: 0,
  }
  const found = (key: string, reason: 'orphan' | 'kept' = 'orphan') => ({
    key,
    reason,
    sizeBytes: 10,
    etag: 'e',
    lastModifiedAt: new Date('2026-01-02T03:04:05.678Z'),
  })
  const reports = () => scene().ports.orphanReports

  test('begins running, takes its keys in pieces, and ends with its figures or its error', async () => {
    const [first, second] = [await reports().begin(), await reports().request()]
    await reports().save(first, [found('b'), found('k', 'kept')])
    await reports().save(first, [found('a'), found('b')])
    expect(await reports().find(first)).toMatchObject({ state: 'running', finishedAt: null })
    const at = new Date('2026-01-02T03:04:05.678Z')
    await reports().finish(first, { figures: FIGURES, oldestOrphanAt: at, newestKeyAt: at, error: null })
    await reports().finish(second, { figures: FIGURES, oldestOrphanAt: null, newestKeyAt: null, error: 'S3' })
    const newest = await reports().list(5)
    expect(newest).toMatchObject([
      { reportId: second, state: 'failed', error: 'S3' },
      { reportId: first, state: 'done', figures: FIGURES, oldestOrphanAt: at, newestKeyAt: at },
    ])
    const page = { after: '', limit: 10, isOpen: false }
    expect(await reports().keys(first, page)).toEqual(
      [found('a'), found('b'), found('k', 'kept')].map(key => ({ ...key, outcome: null })),
    )
    expect(await reports().find(second + 1)).toBeNull()
  })

  test('keeps keys as they are, and passes over those that no row can have', async () => {
    const odd = ['a b+c%20é.txt', 'a\\u0041"', '\u0001', '\uffff', '😀']
    const id = await reports().begin()
    await reports().save(
      id,
      [...odd, 'a\u0000b'].map(key => found(key)),
    )
    const page = { after: '', limit: 10, isOpen: false }
    expect((await reports().keys(id, page)).map(({ key }) => key)).toEqual([
      '\u0001',
      ...odd.slice(0, 2),
      ...odd.slice(3),
    ])
    await reports().recordOutcomes(
      id,
      odd.map(key => ({ key, outcome: 'deleted' })),
    )
    expect(await reports().keys(id, { ...page, isOpen: true })).toEqual([])
  })

  test('asked for at once by many is one, until it is over', async () => {
    const asked = await Promise.all(Array.from({ length: 8 }, () => reports().request()))
    expect(new Set(asked).size).toBe(1)
    const [id = 0] = asked
    const nothing = { oldestOrphanAt: null, newestKeyAt: null, error: null }
    await reports().finish(id, { figures: FIGURES, ...nothing })
    expect(await reports().request()).toBeGreaterThan(id)
  })

  test('whose worker gives no sign of life is failed, and the next one may begin', async () => {
    const { stage } = scene()
    const id = await reports().request()
    expect(await reports().keepAlive(id)).toBe(true)
    for (let passed = 0; passed < 600; passed += 100) {
      await stage.elapse(100)
      expect(await reports().keepAlive(id)).toBe(true)
    }
    expect(await reports().find(id)).toMatchObject({ state: 'running', error: null })
    await stage.elapse(400)
    const failed = {
      state: 'failed',
      error: expect.stringContaining('scan again'),
      finishedAt: expect.any(Date),
    }
    expect(await reports().find(id)).toMatchObject(failed)
    expect(await reports().list(1)).toMatchObject([failed])
    const next = await reports().request()
    expect(next).not.toBe(id)
    expect(await reports().find(id)).toMatchObject(failed)
    expect(await reports().keepAlive(id)).toBe(false)
    expect(await reports().find(next)).toMatchObject({ state: 'running' })
  })

  test('knows which deletions were tried', async () => {
    const id = await reports().begin()
    await reports().save(id, [found('a'), found('b'), found('c'), found('k', 'kept')])
    await reports().recordOutcomes(id, [
      { key: 'a', outcome: 'deleted' },
      { key: 'c', outcome: 'changed' },
    ])
    const open = await reports().keys(id, { after: '', limit: 10, isOpen: true })
    expect(open.map(({ key }) => key)).toEqual(['b'])
    const all = await reports().keys(id, { after: 'a', limit: 2, isOpen: false })
    expect(all.map(({ key, outcome }) => [key, outcome])).toEqual([
      ['b', null],
      ['c', 'changed'],
    ])
  })

  test('keeps the newest few', async () => {
    const ids = [await reports().begin(), await reports().begin(), await reports().begin()]
    await reports().save(ids[0] ?? 0, [found('a')])
    await reports().forget(2)
    expect((await reports().list(9)).map(({ reportId }) => reportId)).toEqual([ids[2], ids[1]])
  })
}

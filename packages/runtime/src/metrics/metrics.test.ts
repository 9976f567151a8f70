import { createTestServices, type TestServices } from '@landfall/core/testing'
import { describe, expect, it } from 'vitest'
import { createMetrics } from './create-metrics.ts'
import { measuredLedger, measuredStore } from './measured.ts'
import { createGaugeReader } from './read-gauges.ts'

async function measured() {
  const test = await createTestServices()
  const metrics = createMetrics()
  test.deps.uploads = measuredLedger(test.db.uploads, metrics)
  test.deps.store = measuredStore(test.store, metrics)
  const lines = async (name: string) =>
    (await metrics.registry.getSingleMetricAsString(`landfall_${name}`))
      .split('\n')
      .filter(
        line => line !== '' && !line.startsWith('#') && !line.includes('_bucket') && !line.includes('_sum'),
      )
      .map(line => line.replace('landfall_', ''))
  return { test, metrics, lines }
}

async function createUpload(test: TestServices) {
  const { upload_id, ...upload } = await test.caller.uploads.create({
    bucket: test.place.bucketId,
    filename: 'a.txt',
    content_type: 'text/plain',
    file_size_bytes: 3,
  })
  const signed = { url: upload.presigned_url ?? '', headers: upload.upload_headers ?? {} }
  return { ref: { bucket: test.place.bucketId, upload_id }, put: () => test.store.put(signed, 'abc') }
}

describe('metrics', () => {
  it('count who settled what, how long it took, and what was refused', async () => {
    const { test, lines } = await measured()
    const { ref, put } = await createUpload(test)
    await expect(test.caller.uploads.confirm(ref)).rejects.toThrow()
    await put()
    await expect(test.caller.uploads.confirm({ ...ref, etag: '0'.repeat(32) })).rejects.toThrow()
    await test.caller.uploads.confirm(ref)
    // The answer again is no second settle.
    await test.caller.uploads.confirm(ref)
    const { ref: other } = await createUpload(test)
    await test.caller.uploads.cancel(other)
    expect(await lines('settles_total')).toEqual([
      'settles_total{verdict="COMPLETED",settled_by="client"} 1',
      'settles_total{verdict="CANCELED",settled_by="client"} 1',
    ])
    expect(await lines('settle_seconds')).toContain('settle_seconds_count{verdict="COMPLETED"} 1')
    expect(await lines('confirm_refusals_total')).toEqual([
      'confirm_refusals_total{code="OBJECT_NOT_IN_STORAGE"} 1',
      'confirm_refusals_total{code="ETAG_MISMATCH"} 1',
    ])
  })

  it('time the calls of the store by what came of them, and no signing', async () => {
    const { test, lines } = await measured()
    const { put } = await createUpload(test)
    await test.deps.store.head('nothing')
    test.store.faults.failNext('head')
    await expect(test.deps.store.head('nothing')).rejects.toThrow()
    await put()
    await test.deps.store.delete('nothing')
    // A word that anybody may have put there.
    await test.store.writeText('_landfall/note', 'anyword')
    await test.deps.store.readText('_landfall/note')
    expect(await lines('store_request_seconds')).toEqual([
      'store_request_seconds_count{operation="head",outcome="absent"} 1',
      'store_request_seconds_count{operation="head",outcome="STORAGE_UNAVAILABLE"} 1',
      'store_request_seconds_count{operation="delete",outcome="deleted"} 1',
      'store_request_seconds_count{operation="readText",outcome="ok"} 1',
    ])
  })

  it('show figures of the database, asked for once in a while, and none that are old', async () => {
    const { test, metrics, lines } = await measured()
    let asked = 0
    const health = {
      figures: (maxCount: number) => {
        asked += 1
        return test.db.health.figures(maxCount)
      },
    }
    const readers = { health, runs: test.db.runs, log: test.deps.log }
    await createUpload(test)
    const runId = await test.db.runs.start('sweep-uploads')
    await test.db.runs.finish(runId, { figures: { settled: 2 }, error: 'gave up' })
    const read = createGaugeReader(metrics, readers, 60_000)
    await Promise.all([read(), read()])
    await read()
    expect(asked).toBe(1)
    expect(await lines('open_uploads')).toContain('open_uploads{age="5m"} 1')
    expect(await lines('quota_bytes')).toEqual([
      'quota_bytes{kind="used"} 0',
      'quota_bytes{kind="reserved"} 3',
    ])
    expect(await lines('background_run_figure')).toEqual([
      'background_run_figure{kind="sweep-uploads",figure="settled"} 2',
    ])
    expect(await lines('background_run_failed')).toEqual(['background_run_failed{kind="sweep-uploads"} 1'])

    test.db.faults.failNext('health.figures')
    await createGaugeReader(metrics, readers)()
    expect(await lines('database_gauges_up')).toEqual(['database_gauges_up 0'])
    for (const name of ['open_uploads', 'quota_bytes', 'overdue_uploads'])
      expect(await lines(name)).toEqual([])
  })
})

import { request } from 'node:http'
import { compareStore, deleteDoomedKeys, sweepUploads } from '@landfall/core/services'
import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { startWorker } from '../src/index.ts'
import { BYTES, type Caller, callerOf, storeUpload } from './support/uploads.ts'

let installation: TestInstallation
let caller: Caller
beforeEach(async () => {
  installation = await startTestInstallation()
  caller = await callerOf(installation)
})
afterEach(() => installation[Symbol.asyncDispose]())

/** A PUT whose head and first byte have reached the store, and whose rest comes when it is told to. */
async function beginPut(url: string, headers: Record<string, string>) {
  const put = request(url, { method: 'PUT', headers: { ...headers, 'content-length': BYTES.length } })
  const answered = new Promise<number>((done, failed) => {
    put.on('error', failed)
    put.on('response', answer => {
      answer.resume()
      answer.on('end', () => done(answer.statusCode ?? 0))
    })
  })
  await new Promise<void>(sent => put.write(BYTES.subarray(0, 1), () => sent()))
  return {
    end: () => {
      put.end(BYTES.subarray(1))
      return answered
    },
  }
}

it('a PUT that begins before its time is over and ends after the sweep leaves nothing behind', async () => {
  const { services } = installation.runtime
  const upload = await caller.uploads.create({
    bucket: 'uploads',
    filename: 'slow.bin',
    content_type: 'application/octet-stream',
    file_size_bytes: BYTES.length,
  })
  const ref = { bucket: 'uploads', upload_id: upload.upload_id }
  const put = await beginPut(upload.presigned_url ?? '', upload.upload_headers ?? {})
  await installation.database.sql(
    `UPDATE upload SET expires_at = now() - interval '1 hour', settle_until = now() - interval '1 s', next_check_at = now()`,
  )
  expect(await sweepUploads(services)).toMatchObject({ expired: 1 })
  expect(await deleteDoomedKeys(services)).toMatchObject({ looked_at: 1, found: 0 })

  expect(await put.end()).toBe(200)
  expect(await installation.listKeys()).toContain(upload.s3_key)
  await installation.database.sql(
    `UPDATE stored_key SET next_delete_at = now(), doomed_until = now() WHERE state = 'doomed'`,
  )
  expect(await deleteDoomedKeys(services)).toMatchObject({ found: 1, bytes: BYTES.length })
  expect(await installation.listKeys()).not.toContain(upload.s3_key)
  const { events } = await caller.uploads.timeline(ref)
  expect(events.at(-1)).toMatchObject({ kind: 'late_bytes_deleted', detail: { size_bytes: BYTES.length } })
  expect((await caller.admin.verifyQuotas({})).drifts).toEqual([])
})

it('a comparison that somebody asked for is made by a worker, and finds what is lost and what is nobody’s', async () => {
  const { services } = installation.runtime
  const lost = await storeUpload(caller)
  const { object_id } = await caller.uploads.confirm(lost.ref)
  const [served] = await installation.database.sql<{ key: string }>(
    `SELECT key FROM stored_key WHERE state = 'live'`,
  )
  await services.store.delete(served?.key ?? '')
  await services.store.writeText('org_x/stray', 'stray')

  const reportId = await services.orphanReports.request()
  const worker = await startWorker(installation.runtime, { pollIntervalMs: 100 })
  const state = async () => (await services.orphanReports.find(reportId))?.state
  await expect.poll(state, { timeout: 15_000 }).toBe('done')
  await worker.stop()
  expect(await services.orphanReports.find(reportId)).toMatchObject({ figures: { missing: 1, orphans: 0 } })
  await expect(caller.objects.content({ object_id: object_id ?? '' })).rejects.toMatchObject({
    code: 'NOT_FOUND',
    message: expect.stringContaining('not in the store'),
  })

  const later = await services.orphanReports.begin()
  await installation.database.sql(
    `UPDATE orphan_report SET started_at = now() + interval '2 days' WHERE id = $1`,
    [later],
  )
  expect(await compareStore(services, later)).toMatchObject({ orphans: 1, orphan_bytes: 5 })
  const listed = await services.orphanReports.keys(later, {
    after: '',
    limit: 9,
    isOpen: true,
  })
  expect(listed).toMatchObject([{ key: 'org_x/stray', sizeBytes: 5 }])
})

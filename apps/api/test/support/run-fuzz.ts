import fc from 'fast-check'
import { expect } from 'vitest'
import { requests } from './fuzz.ts'
import type { Api } from './start-api.ts'
import { completeUpload, createUpload } from './uploads.ts'

/** Long enough for any machine; a request that takes longer hangs. */
const HANGS_AFTER_MS = 30_000

/** `api.call` holds every answer against the document; here is what is left: no 5xx, no hang, and the api lives. */
export async function runFuzz(api: Api, runsPerOperation: number, seed: number): Promise<void> {
  await api.call('POST', '/v1/buckets', {
    json: { bucket_name: 'fuzzed', bucket_schema: { properties: {} }, unique_key: null },
  })
  const { upload, confirmed } = await completeUpload(api)
  const open = await createUpload(api)
  const ids = [upload.upload_id, open.upload_id, confirmed.object_id, 'upl_none', 'task_none']
  const sorted = requests(ids).map(one =>
    fc.asyncProperty(one, async ({ method, path, json }) => {
      const call = api.call(method, path, json === undefined ? {} : { json })
      const late = new Promise<never>((_, fail) => {
        setTimeout(() => fail(new Error(`${method} ${path} hangs`)), HANGS_AFTER_MS).unref()
      })
      const { status, text } = await Promise.race([call, late])
      expect([method, path, status < 500, text.slice(0, status < 500 ? 0 : 300)]).toEqual([
        method,
        path,
        true,
        '',
      ])
    }),
  )
  for (const property of sorted)
    await fc.assert(property, { numRuns: runsPerOperation, seed, endOnFailure: true })
  expect((await api.call('POST', '/v1/buckets/list')).status).toBe(200)
}

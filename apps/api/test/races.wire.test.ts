import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { quotaOf } from './support/stored-state.ts'
import { BYTES, confirm, createUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  await api.runtime.ensureProbed()
})
afterAll(() => api[Symbol.asyncDispose]())

const times = <TResult>(count: number, run: (index: number) => Promise<TResult>) =>
  Promise.all(Array.from({ length: count }, (_, index) => run(index)))

describe.each([
  ['SEALED', {}],
  ['CONDITIONAL', { sends_headers: true }],
])('50 confirms of one upload at once (%s)', (guard, fields) => {
  it('make one object, charge once, and answer the same', async () => {
    const before = await quotaOf(api, 'bucket')
    const upload = await createUpload(api, { ...fields, file_size_bytes: BYTES.length })
    expect(upload.guard).toBe(guard)
    await put(upload)
    const answers = await times(50, () => confirm(api, upload.upload_id, { file_size_bytes: BYTES.length }))

    expect(answers.map(answer => answer.status)).toEqual(Array(50).fill(200))
    expect(new Set(answers.map(answer => answer.text)).size).toBe(1)
    const objects = await api.database.sql('SELECT id FROM object WHERE upload_id = $1', [upload.upload_id])
    expect(objects).toEqual([{ id: answers[0]?.body.object_id }])
    expect(await quotaOf(api, 'bucket')).toEqual({
      ...before,
      used_bytes: before.used_bytes + BYTES.length,
      used_objects: before.used_objects + 1,
    })
    const leftOpen = await api.database.sql(
      `SELECT key FROM stored_key WHERE upload_id = $1 AND state = 'open'`,
      [upload.upload_id],
    )
    expect(leftOpen).toEqual([])
  }, 60_000)
})

describe('confirm and cancel at once', () => {
  it('end as one of the two, and the quota agrees', async () => {
    const before = await quotaOf(api, 'bucket')
    const outcomes = await times(10, async () => {
      const upload = await createUpload(api, { sends_headers: true, file_size_bytes: BYTES.length })
      await put(upload)
      const [confirmed, canceled] = await Promise.all([
        confirm(api, upload.upload_id),
        api.call('DELETE', `/v1/buckets/uploads/uploads/${upload.upload_id}`),
      ])
      return [confirmed.status, canceled.status]
    })
    const completed = outcomes.filter(([confirmed]) => confirmed === 200).length

    for (const outcome of outcomes)
      expect([
        [200, 409],
        [409, 204],
      ]).toContainEqual(outcome)
    expect(await quotaOf(api, 'bucket')).toEqual({
      ...before,
      used_bytes: before.used_bytes + completed * BYTES.length,
      used_objects: before.used_objects + completed,
    })
  }, 60_000)
})

describe('200 creates at once against a limit that fits 100', () => {
  it('are exactly 100, and the others say why', async () => {
    await api.call('POST', '/v1/buckets', {
      json: { bucket_name: 'narrow', bucket_schema: { properties: {} } },
    })
    await api.call('PUT', '/v1/quotas/bucket?id=narrow', { json: { limit_bytes: 100 * 7 } })
    const json = { filename: 'a.bin', content_type: 'application/octet-stream', file_size_bytes: 7 }
    const answers = await times(200, () => api.call('POST', '/v1/buckets/narrow/uploads', { json }))

    const statuses = answers.map(answer => answer.status)
    expect(statuses.filter(status => status === 200)).toHaveLength(100)
    expect(statuses.filter(status => status === 403)).toHaveLength(100)
    const refused = answers.filter(answer => answer.status === 403)
    expect(new Set(refused.map(answer => answer.body.error.details.code))).toEqual(
      new Set(['QUOTA_EXCEEDED']),
    )
    const quota = (await api.call('GET', '/v1/quotas/bucket?id=narrow')).body
    expect(quota).toMatchObject({
      reserved_bytes: 700,
      reserved_objects: 100,
      used_bytes: 0,
      used_objects: 0,
    })
  }, 60_000)
})

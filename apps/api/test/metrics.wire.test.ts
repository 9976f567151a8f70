import { SHORT_LIMITS } from '@landfall/runtime/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { BYTES, completeUpload, createUpload, put } from './support/uploads.ts'

const TOKEN = 'a-token-for-the-monitor'
const SECRET = 'the-secret-of-the-store'

let api: Api
beforeAll(async () => {
  api = await startApi({ settings: { METRICS_TOKEN: TOKEN, S3_EVENTS_SECRET: SECRET } })
})
afterAll(() => api[Symbol.asyncDispose]())

const ask = (key: string | null = TOKEN) => api.call('GET', '/metrics', { key })

it('tells what happened, by route, by operation and by outcome, and names no tenant', async () => {
  const { upload } = await completeUpload(api)
  const open = await createUpload(api, { file_size_bytes: BYTES.length })
  await put(open)
  const Records = [
    {
      eventName: 'ObjectCreated:Put',
      s3: { bucket: { name: 'landfall-test' }, object: { key: open.s3_key } },
    },
  ]
  await api.call('POST', '/hooks/s3', { json: { Records }, key: SECRET })
  const { status, headers, text } = await ask()
  expect([status, headers.get('content-type')]).toEqual([200, expect.stringMatching(/^text\/plain/)])
  expect(text).toContain('landfall_settles_total{verdict="COMPLETED",settled_by="client"} 1')
  expect(text).toContain('landfall_settle_seconds_count{verdict="COMPLETED"} 1')
  expect(text).toContain('landfall_store_events_total{outcome="first"} 1')
  expect(text).toContain('landfall_store_request_seconds_count{operation="head",outcome="ok"}')
  expect(text).toMatch(
    /landfall_http_request_seconds_count\{method="POST",route="\/v1\/buckets\/:bucket\/uploads\/:upload_id\/confirm",status="200"} 1/,
  )
  expect(text).toContain('landfall_open_uploads{age="5m"} 1')
  expect(text).toContain(`landfall_quota_bytes{kind="used"} ${BYTES.length}`)
  expect(text).toContain(`landfall_quota_bytes{kind="reserved"} ${BYTES.length}`)
  expect(text).toContain('process_cpu_seconds_total')
  const { organizationId, namespaceId, bucketId } = api.tenant
  for (const name of [organizationId, namespaceId, bucketId, upload.upload_id])
    expect(text).not.toContain(name)
})

it.each([null, 'another-token-altogether', 'sk_firsttenantfirsttenantfirsttenantfirs'])(
  'refuses the token %s',
  async key => {
    expect((await ask(key)).status).toBe(401)
  },
)

it('still tells what the process counted while the database is away', async () => {
  await using away = await startApi({ settings: { METRICS_TOKEN: TOKEN }, runtime: SHORT_LIMITS })
  away.databaseGate.shut()
  const answer = await away.call('GET', '/metrics', { key: TOKEN })
  expect(answer.status).toBe(200)
  expect(answer.text).toContain('landfall_database_gauges_up 0')
})

it('is not there without a token', async () => {
  await using plain = await startApi()
  expect((await plain.call('GET', '/metrics')).status).toBe(404)
})

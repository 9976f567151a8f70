import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { forkApi } from './support/forked-api.ts'
import { type Api, send, startApi } from './support/start-api.ts'
import { BYTES, type CreatedUpload, put } from './support/uploads.ts'

let api: Api
beforeEach(async () => {
  api = await startApi()
})
afterEach(() => api[Symbol.asyncDispose]())

const UPLOADS = '/v1/buckets/uploads/uploads'

async function storedUpload(url: string): Promise<CreatedUpload> {
  const json = { filename: 'a.txt', content_type: 'text/plain', file_size_bytes: BYTES.length }
  const { body } = await send(`${url}${UPLOADS}`, 'POST', { key: api.tenant.apiKey, json })
  await put(body)
  return body
}

const confirmAt = (url: string, id: string) =>
  send(`${url}${UPLOADS}/${id}/confirm`, 'POST', { key: api.tenant.apiKey, json: {} })

describe('the api as a process', { timeout: 60_000 }, () => {
  it('serves once it is ready, and lets a running request end when it is told to stop', async () => {
    await using server = forkApi(api.variables())
    const url = await server.ready
    const { upload_id: id } = await storedUpload(url)
    const copying = Promise.withResolvers<void>()
    const goOn = Promise.withResolvers<void>()
    api.faultyStore.before = async request => {
      if (request.headers['x-amz-copy-source'] === undefined) return
      copying.resolve()
      await goOn.promise
    }
    const running = confirmAt(url, id)
    await copying.promise
    server.child.kill('SIGTERM')
    await expect
      .poll(() =>
        fetch(`${url}/healthz`).then(
          () => 'open',
          () => 'closed',
        ),
      )
      .toBe('closed')
    goOn.resolve()

    expect((await running).body.status).toBe('COMPLETED')
    expect(await server.ended).toBe(0)
    expect(server.output()).toContain('"stopping"')
  })

  it('stops when its parent is gone', async () => {
    await using server = forkApi(api.variables())
    await server.ready
    server.child.disconnect()

    expect(await server.ended).toBe(0)
  })

  it.each(['SIGINT', 'SIGTERM'] as const)('ends with 0 on %s', async signal => {
    await using server = forkApi(api.variables({ LANDFALL_EMBED_WORKER: '1' }))
    await server.ready
    server.child.kill(signal)

    expect(await server.ended).toBe(0)
  })

  it('says in one line that its port is taken', async () => {
    const port = new URL(api.url).port
    const { ended, output } = forkApi(api.variables({ API_PORT: port }))

    expect(await ended).toBe(1)
    expect(output().trim()).toBe(
      `API_PORT: port ${port} on 127.0.0.1 is taken by another process; set a free one`,
    )
  })

  it('says which settings are wrong, and no stack', async () => {
    const { ended, output } = forkApi({ API_PORT: 'http', S3_BUCKET: 'files' })

    expect(await ended).toBe(1)
    expect(output()).toMatch(
      /^2 settings are wrong:\n {2}DATABASE_URL is not set\. .*\n {2}API_PORT must be .*\n$/,
    )
  })

  it('starts without a database and serves when there is one', async () => {
    api.databaseGate.shut()
    await using server = forkApi(api.variables({ LANDFALL_EMBED_WORKER: '1' }))
    const url = await server.ready
    expect((await send(`${url}/readyz`, 'GET', {})).status).toBe(503)
    await api.databaseGate.open()

    await expect
      .poll(async () => (await send(`${url}/readyz`, 'GET', {})).status, { timeout: 20_000 })
      .toBe(200)
  })
})

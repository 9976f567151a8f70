import { createLandfallClient } from '@landfall/client'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createApiServer } from '../src/server.ts'
import { forkApi, startForkedApi } from './support/forked-api.ts'
import { type Answer, type Api, send, startApi } from './support/start-api.ts'
import { codeOf, FILE, mint, UPLOADS } from './support/tokens.ts'
import { confirm, createUpload, put } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi({ settings: { MAX_WAITING_PER_ORGANIZATION: '4' } })
})
afterAll(() => api[Symbol.asyncDispose]())

const waitPath = (id: string, seconds: number | string = 60) =>
  `/v1/buckets/uploads/uploads/${id}/wait?timeout_seconds=${seconds}`

const wait = (id: string, seconds: number | string = 60): Promise<Answer> =>
  api.call('GET', waitPath(id, seconds))

async function storedUpload() {
  const upload = await createUpload(api)
  await put(upload)
  return upload
}

describe('GET .../uploads/{upload_id}/wait', () => {
  it('answers when the upload is settled, also by another process', async () => {
    const other = createApiServer(await api.createReplica())
    await using _stop = { [Symbol.asyncDispose]: () => other.close() }
    const url = await other.listen({ host: '127.0.0.1', port: 0 })
    const { upload_id: id } = await storedUpload()
    const waiting = wait(id)
    const path = `${url}/v1/buckets/uploads/uploads/${id}/confirm`
    const confirmed = await send(path, 'POST', { key: api.tenant.apiKey, json: {} })
    expect(confirmed.status).toBe(200)
    const answer = await waiting
    expect(answer).toMatchObject({ status: 200, body: { upload_id: id, status: 'COMPLETED' } })
    expect(answer.body.object_id).toBe(confirmed.body.object_id)
  })

  it('answers the upload as it stands when the time is over', async () => {
    const { upload_id: id } = await storedUpload()
    expect((await wait(id, 0)).body.status).toBe('PENDING')
    expect((await wait(id, 1)).body.status).toBe('PENDING')
    for (const seconds of [61, -1, 'soon']) expect((await wait(id, seconds)).status).toBe(422)
  })

  it('tells nothing of what is somebody else’s or not there', async () => {
    const { upload_id: id } = await storedUpload()
    const foreign = await api.call('GET', waitPath(id), { key: api.stranger.apiKey })
    const missing = await wait('upl_0000000000000000')
    expect([foreign.status, missing.status]).toEqual([404, 404])
    expect(foreign.text.replaceAll(id, 'ID')).toBe(missing.text.replaceAll('upl_0000000000000000', 'ID'))
  })

  it('tells nothing to a token that was revoked while it waited', async () => {
    const { token, token_id } = await mint(api)
    const created = await send(`${api.url}${UPLOADS}`, 'POST', { key: token, json: FILE })
    const id = created.body.upload_id as string
    const waiting = api.call('GET', waitPath(id), { key: token })
    // Its connection is being served once the other one, begun later, has its answer.
    await api.call('GET', waitPath(id, 1), { key: token })
    expect((await api.call('DELETE', `/v1/tokens/${token_id}`)).status).toBe(204)
    await api.call('DELETE', `${UPLOADS}/${id}`)
    expect(codeOf(await waiting)).toEqual([401, 'TOKEN_REVOKED'])
  })

  it('refuses more waiting calls of an organization than there is room for, and forgets who went', async () => {
    const { upload_id: id } = await storedUpload()
    const caller = new AbortController()
    const headers = { authorization: `Bearer ${api.tenant.apiKey}` }
    const statuses: number[] = []
    const calls = Array.from({ length: 6 }, () =>
      fetch(`${api.url}${waitPath(id)}`, { headers, signal: caller.signal }).then(
        ({ status }) => void statuses.push(status),
        () => undefined,
      ),
    )
    await expect.poll(() => statuses, { timeout: 10_000 }).toEqual([429, 429])
    const refused = await wait(id)
    expect(refused.body.error.details).toMatchObject({
      code: 'TOO_MANY_WAITING',
      scope: 'organization',
      limit: 4,
    })
    expect(refused.headers.has('retry-after')).toBe(true)
    caller.abort()
    await Promise.all(calls)
    await expect.poll(async () => (await wait(id, 0)).status, { timeout: 10_000 }).toBe(200)
  })
})

describe('landfall.wait', { timeout: 60_000 }, () => {
  it('learns of the outcome although the api dies and another one takes its place', async () => {
    const first = await startForkedApi(api)
    let { url } = first
    let calls = 0
    const client = createLandfallClient({
      url: 'http://api.test',
      apiKey: api.tenant.apiKey,
      fetch: (input, init) => {
        calls += 1
        return fetch(input.replace('http://api.test', url), init)
      },
    })
    const { upload_id: id } = await storedUpload()
    const waiting = client.wait(id, { bucket: 'uploads' })
    await expect.poll(() => calls).toBe(1)
    await first.kill()
    await expect.poll(() => calls, { timeout: 10_000 }).toBeGreaterThan(1)
    url = api.url
    await confirm(api, id)
    expect(await waiting).toMatchObject({ upload_id: id, status: 'COMPLETED' })
  })

  it('ends when it is aborted, and the upload stays as it is', async () => {
    const client = createLandfallClient({ url: api.url, apiKey: api.tenant.apiKey })
    const { upload_id: id } = await storedUpload()
    await expect(client.wait(id, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'ABORTED',
    })
    expect((await confirm(api, id)).body.status).toBe('COMPLETED')
  })
})

/** The events of a subscription as they are on the wire, until the server ends it. */
async function subscribe(url: string, id: string, headers: Record<string, string> = {}) {
  const input = encodeURIComponent(JSON.stringify({ upload_id: id }))
  const answer = await fetch(`${url}/trpc/uploads.watch?input=${input}`, {
    headers: { authorization: `Bearer ${api.tenant.apiKey}`, accept: 'text/event-stream', ...headers },
  })
  const text = answer.text().catch(() => '')
  const eventsOf = async () =>
    (await text).split('\n\n').flatMap(block => {
      const field = (name: string) => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? null
      const [id, event, data] = [field('id'), field('event'), field('data')]
      return id !== null || event === 'return'
        ? [{ id, event, status: data ? JSON.parse(data).status : null }]
        : []
    })
  return { answer, eventsOf }
}

describe('the subscription uploads.watch', () => {
  it('tells each state with an id, and ends after the final one', async () => {
    const { upload_id: id } = await storedUpload()
    const { answer, eventsOf } = await subscribe(api.url, id)
    expect(answer.headers.get('content-type')).toContain('text/event-stream')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    await confirm(api, id)
    expect(await eventsOf()).toEqual([
      { id: '1-PENDING', event: null, status: 'PENDING' },
      { id: '1-COMPLETED', event: null, status: 'COMPLETED' },
      { id: null, event: 'return', status: null },
    ])
  })
})

describe('a process that stops', { timeout: 60_000 }, () => {
  it('answers who waits, ends subscriptions without a word, and is gone; another one goes on from there', async () => {
    await using server = forkApi(api.variables())
    const url = await server.ready
    const { upload_id: id } = await storedUpload()
    const subscription = await subscribe(url, id)
    const waiting = send(`${url}${waitPath(id)}`, 'GET', { key: api.tenant.apiKey })
    // Its connection is being served once the other one, begun later, has its answer.
    await send(`${url}${waitPath(id, 1)}`, 'GET', { key: api.tenant.apiKey })
    server.child.kill('SIGTERM')
    expect(await waiting).toMatchObject({ status: 200, body: { status: 'PENDING' } })
    expect(await subscription.eventsOf()).toEqual([{ id: '1-PENDING', event: null, status: 'PENDING' }])
    expect(await server.ended).toBe(0)

    await confirm(api, id)
    const again = await subscribe(api.url, id, { 'last-event-id': '1-PENDING' })
    expect((await again.eventsOf()).map(({ id: told }) => told)).toEqual(['1-COMPLETED', null])
  })
})

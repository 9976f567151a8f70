import { createSignInLink } from '@landfall/core/services'
import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DELETE, POST as signIn } from '../src/app/api/session/route.ts'
import { GET, POST } from '../src/app/api/trpc/[trpc]/route.ts'

/** The routes as Next calls them, on real Postgres; the runtime is handed over the way `main.ts` reaches it. */
let installation: TestInstallation

const ORIGIN = 'http://localhost:3000'

beforeAll(async () => {
  installation = await startTestInstallation()
  const shared = globalThis as { [key: symbol]: unknown }
  shared[Symbol.for('landfall.web.runtime')] = Promise.resolve(installation.runtime)
})
afterAll(() => installation[Symbol.asyncDispose]())

type Sent = {
  method?: string
  body?: unknown
  headers?: Record<string, string>
  cookie?: string
  base?: string
}

function request(
  path: string,
  { method = 'GET', body, headers, cookie, base = ORIGIN }: Sent = {},
): NextRequest {
  const text = body === undefined ? null : JSON.stringify(body)
  return new NextRequest(new URL(path, base), {
    method,
    body: text,
    headers: {
      host: new URL(base).host,
      ...(method === 'GET' ? {} : { origin: base, 'content-type': 'application/json' }),
      ...(text === null ? {} : { 'content-length': String(text.length) }),
      ...(cookie ? { cookie: `landfall_session=${cookie}` } : {}),
      ...headers,
    },
  })
}

const post = (path: string, body: unknown, more: Sent = {}) =>
  request(path, { method: 'POST', body, ...more })
const tokenOf = (response: Response) =>
  /landfall_session=([^;]+)/.exec(response.headers.get('set-cookie') ?? '')?.[1]

async function signedIn(apiKey: string): Promise<string> {
  const token = tokenOf(await signIn(post('/api/session', { api_key: apiKey })))
  if (!token) throw new Error('not signed in')
  return token
}

const list = (cookie?: string, headers?: Record<string, string>) =>
  GET(
    request('/api/trpc/uploads.list?input={}', {
      ...(cookie ? { cookie } : {}),
      ...(headers ? { headers } : {}),
    }),
  )

const create = (more: Sent) =>
  POST(
    post(
      '/api/trpc/uploads.create',
      { bucket: 'uploads', filename: 'a.txt', content_type: 'text/plain', file_size_bytes: 3 },
      more,
    ),
  )

describe('signing in', () => {
  it('sets a cookie that no script reads and no other site sends', async () => {
    const response = await signIn(post('/api/session', { api_key: installation.tenant.apiKey }))
    expect(response.status).toBe(200)
    const cookie = response.headers.get('set-cookie') ?? ''
    expect(cookie).toMatch(/HttpOnly/i)
    expect(cookie).toMatch(/SameSite=lax/i)
    expect(cookie).not.toMatch(/Secure/i)
    expect(cookie).not.toContain(installation.tenant.apiKey)
  })

  it('marks it Secure on https', async () => {
    const base = 'https://uploads.example.com'
    const response = await signIn(post('/api/session', { api_key: installation.tenant.apiKey }, { base }))
    expect(response.headers.get('set-cookie')).toMatch(/Secure/i)
  })

  it('takes a link once', async () => {
    const { services } = installation.runtime
    const maker = { ...installation.tenant, id: 'key_test' }
    const { token } = await createSignInLink(services, maker, { permission: 'write' })
    const first = await signIn(post('/api/session', { token }))
    const second = await signIn(post('/api/session', { token }))
    expect([first.status, second.status]).toEqual([200, 401])
    expect(second.headers.get('set-cookie')).toBeNull()
    expect((await list(tokenOf(first))).status).toBe(200)
  })

  it.each([
    ['another site', { origin: 'https://evil.example' }],
    ['a form', { 'content-type': 'application/x-www-form-urlencoded' }],
  ])('refuses %s', async (_, headers) => {
    const response = await signIn(post('/api/session', { api_key: installation.tenant.apiKey }, { headers }))
    expect(response.status).toBe(403)
    expect(response.headers.get('set-cookie')).toBeNull()
  })

  it('reads no body that is large, or does not say how large it is', async () => {
    const body = { api_key: installation.tenant.apiKey }
    for (const length of ['300000000', '']) {
      const sent = post('/api/session', body, { headers: { 'content-length': length } })
      if (length === '') sent.headers.delete('content-length')
      expect((await signIn(sent)).status).toBe(413)
      expect(sent.bodyUsed).toBe(false)
    }
  })

  it('refuses a key that is none, and a body that is none', async () => {
    expect((await signIn(post('/api/session', { api_key: 'sk_nobodynobodynobodynobody' }))).status).toBe(401)
    expect((await signIn(post('/api/session', ['x']))).status).toBe(422)
  })
})

describe('the API behind a session', () => {
  it('knows the cookie alone: no key in a header opens it', async () => {
    expect((await list()).status).toBe(401)
    expect((await list(undefined, { authorization: `Bearer ${installation.tenant.apiKey}` })).status).toBe(
      401,
    )
    expect((await list(installation.tenant.apiKey)).status).toBe(401)
  })

  it('changes something for a page of its own only', async () => {
    const cookie = await signedIn(installation.tenant.apiKey)
    expect((await create({ cookie })).status).toBe(200)
    expect((await create({ cookie, headers: { origin: 'https://evil.example' } })).status).toBe(403)
    expect((await create({ cookie, headers: { 'content-type': 'text/plain' } })).status).toBe(403)
  })

  it('refuses a body larger than any of its pages sends', async () => {
    const cookie = await signedIn(installation.tenant.apiKey)
    expect((await create({ cookie, headers: { 'content-length': '2000000' } })).status).toBe(413)
  })

  it('shows a stranger nothing', async () => {
    const [mine, theirs] = await Promise.all(
      [installation.tenant, installation.stranger].map(({ apiKey }) => signedIn(apiKey)),
    )
    await create({ cookie: mine ?? '' })
    const rows = async (cookie?: string) =>
      ((await (await list(cookie)).json()) as { result: { data: { results: unknown[] } } }).result.data
        .results
    expect((await rows(mine)).length).toBeGreaterThan(0)
    expect(await rows(theirs)).toEqual([])
  })

  it('is closed once the session was ended, also for a copy of the cookie', async () => {
    const cookie = await signedIn(installation.tenant.apiKey)
    const response = await DELETE(request('/api/session', { method: 'DELETE', cookie }))
    expect(response.headers.get('set-cookie')).toMatch(/landfall_session=;/)
    expect((await list(cookie)).status).toBe(401)
  })

  it('does not let another site sign somebody out', async () => {
    const cookie = await signedIn(installation.tenant.apiKey)
    const headers = { origin: 'https://evil.example' }
    expect((await DELETE(request('/api/session', { method: 'DELETE', cookie, headers }))).status).toBe(403)
    expect((await list(cookie)).status).toBe(200)
  })
})

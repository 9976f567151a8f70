import { describe, expect, it } from 'vitest'
import { fetchToken } from '../token/fetch-token.ts'
import { createTokenRoute, type TokenRouteOptions } from './token-route.ts'

/** An API that answers this, and what it was asked; with the real API in apps/api/test/client-tokens.int.test.ts. */
function routeTo(status: number, body: unknown, options: Partial<TokenRouteOptions> = {}) {
  const asked: { url: string; headers: Headers; body: unknown }[] = []
  const route = createTokenRoute({
    apiKey: 'sk_server',
    apiUrl: 'http://api.test/',
    authorize: () => ({ bucket: 'avatars', owner: 'ada', maxFiles: 2 }),
    fetch: async (url, init) => {
      asked.push({ url, headers: new Headers(init?.headers), body: JSON.parse(String(init?.body)) })
      return Response.json(body, { status })
    },
    ...options,
  })
  return { asked, route }
}

const request = (body: unknown = {}) =>
  new Request('http://app.test/api/upload-token', { method: 'POST', body: JSON.stringify(body) })

const MINTED = { token: 'a.b.c', token_id: 'tok_1', expires_at: '2026-11-22T12:00:00.000Z' }

describe('a token route', () => {
  it('mints what the app allows, and answers the token alone', async () => {
    const { asked, route } = routeTo(200, MINTED)
    const answer = await route(request({ previous: 'x.y.z', bucket: 'secrets', max_files: 1000 }))
    expect([answer.status, answer.headers.get('cache-control'), await answer.json()]).toEqual([
      200,
      'no-store',
      { token: MINTED.token, expires_at: MINTED.expires_at },
    ])
    expect(asked).toHaveLength(1)
    expect(asked[0]).toMatchObject({ url: 'http://api.test/v1/tokens' })
    expect(asked[0]?.headers.get('authorization')).toBe('Bearer sk_server')
    expect(asked[0]?.body).toEqual({ bucket: 'avatars', owner: 'ada', max_files: 2, continues: 'x.y.z' })
  })

  it.each([
    ['nothing', ''],
    ['no JSON', '{'],
    ['no text', '{"previous":{"a":1}}'],
    ['more than a token', JSON.stringify({ previous: 'x'.repeat(8_193) })],
  ])('continues nothing where it is sent %s', async (_what, body) => {
    const { asked, route } = routeTo(200, MINTED)
    await route(new Request('http://app.test/', { method: 'POST', body }))
    expect(asked[0]?.body).toMatchObject({ continues: null })
  })

  it('asks nobody when the app refuses', async () => {
    const { asked, route } = routeTo(200, MINTED, { authorize: async () => null })
    expect((await route(request())).status).toBe(403)
    const own = routeTo(200, MINTED, { authorize: () => new Response('sign in', { status: 401 }) })
    expect(await (await own.route(request())).text()).toBe('sign in')
    expect([...asked, ...own.asked]).toEqual([])
  })

  it('fails loudly, on the server, over what is the server’s mistake', async () => {
    const error = {
      message: 'No such bucket',
      type: 'NotFoundError',
      details: { code: 'NOT_FOUND', retry: 'never' },
    }
    await expect(routeTo(404, { success: false, error }).route(request())).rejects.toMatchObject({
      code: 'NOT_FOUND',
    })
    await expect(routeTo(422, { detail: [] }).route(request())).rejects.toMatchObject({
      code: 'INVALID_INPUT',
    })
    await expect(routeTo(200, null).route(request())).rejects.toMatchObject({ code: 'UNEXPECTED_RESPONSE' })
    await expect(routeTo(200, MINTED, { apiKey: undefined }).route(request())).rejects.toThrow(
      'needs an apiKey',
    )
  })
})

describe('fetching from it', () => {
  const from = (response: () => Response) =>
    fetchToken('/api/upload-token', { fetch: async () => response() })('x.y.z')

  it('answers the token', async () => {
    const { route, asked } = routeTo(200, MINTED)
    const ask = fetchToken('http://app.test/', { fetch: (url, init) => route(new Request(url, init)) })
    expect(await ask('x.y.z')).toBe(MINTED.token)
    expect(asked[0]?.body).toMatchObject({ continues: 'x.y.z' })
  })

  it('is worth trying again where the route failed, and not where the app said no', async () => {
    const failure = { code: 'TOKEN_UNAVAILABLE', details: { target: 'token_route' } }
    await expect(from(() => new Response('', { status: 403 }))).rejects.toMatchObject({
      ...failure,
      retry: 'never',
    })
    await expect(from(() => new Response('', { status: 502 }))).rejects.toMatchObject({
      ...failure,
      retry: 'same_request',
    })
    await expect(from(() => Response.json({}))).rejects.toMatchObject({ ...failure, status: 200 })
  })
})

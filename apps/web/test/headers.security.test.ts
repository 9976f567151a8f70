import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { NextRequest } from 'next/server'
import { afterAll, beforeAll, expect, it } from 'vitest'
import config from '../next.config.ts'
import { proxy } from '../src/proxy.ts'
import { contentSecurityPolicy } from '../src/server/content-security-policy.ts'

/** What every page is answered with; that the pages still work under it, the tests in a browser show. */
let installation: TestInstallation

beforeAll(async () => {
  installation = await startTestInstallation()
  const shared = globalThis as { [key: symbol]: unknown }
  shared[Symbol.for('landfall.web.runtime')] = Promise.resolve(installation.runtime)
})
afterAll(() => installation[Symbol.asyncDispose]())

const visit = (path: string, cookie?: string) =>
  proxy(
    new NextRequest(new URL(path, 'http://localhost:3000'), {
      headers: cookie ? { cookie: `landfall_session=${cookie}` } : {},
    }),
  )

const policyOf = (response: Response) => response.headers.get('content-security-policy') ?? ''
const sourcesOf = (policy: string, directive: string) =>
  (policy.split('; ').find(part => part.startsWith(`${directive} `)) ?? '').split(' ').slice(1)

it('runs only the scripts of this very answer', async () => {
  const [first, second] = [policyOf(await visit('/', 'x')), policyOf(await visit('/sign-in'))]
  const scripts = sourcesOf(first, 'script-src')
  expect(scripts).toEqual(["'self'", expect.stringMatching(/^'nonce-[\w-]{36}'$/), "'strict-dynamic'"])
  expect(sourcesOf(second, 'script-src')).not.toEqual(scripts)
})

it('hands the page the nonce that the browser is told, whatever the visitor sent', async () => {
  const request = new NextRequest('http://localhost:3000/sign-in', { headers: { 'x-nonce': 'guessed' } })
  const response = await proxy(request)
  const nonce = response.headers.get('x-middleware-request-x-nonce')
  expect(nonce).not.toBe('guessed')
  expect(policyOf(response)).toContain(`'nonce-${nonce}'`)
  expect(response.headers.get('x-middleware-request-content-security-policy')).toBe(policyOf(response))
})

it('lets files go to and come from where URLs are signed for, and nowhere else', async () => {
  const { env } = installation.runtime
  const store = new URL(env.S3_PUBLIC_ENDPOINT ?? env.S3_ENDPOINT ?? '').origin
  const policy = policyOf(await visit('/', 'x'))
  expect(sourcesOf(policy, 'connect-src')).toEqual(["'self'", store])
  expect(sourcesOf(policy, 'media-src')).toEqual(["'self'", store])
  expect(sourcesOf(policy, 'img-src')).toEqual(["'self'", 'data:', 'blob:', store])
  expect(sourcesOf(policy, 'default-src')).toEqual(["'self'"])
})

it('is framed by nobody and takes no other base, plugin or form target', () => {
  const policy = contentSecurityPolicy({ nonce: 'n', storeOrigin: null, isDevelopment: false })
  expect(sourcesOf(policy, 'frame-ancestors')).toEqual(["'none'"])
  expect(sourcesOf(policy, 'base-uri')).toEqual(["'none'"])
  expect(sourcesOf(policy, 'object-src')).toEqual(["'none'"])
  expect(sourcesOf(policy, 'form-action')).toEqual(["'self'"])
  expect(sourcesOf(policy, 'connect-src')).toEqual(["'self'"])
})

it('evaluates text in development alone', () => {
  const policy = (isDevelopment: boolean) =>
    contentSecurityPolicy({ nonce: 'n', storeOrigin: null, isDevelopment })
  expect(policy(false)).not.toContain('unsafe-eval')
  expect(policy(true)).toContain('unsafe-eval')
})

it('sends strangers to sign in, and back to where they wanted to go on this site', async () => {
  const response = await visit('/uploads?status=open')
  expect(response.status).toBe(307)
  expect(response.headers.get('location')).toBe(
    'http://localhost:3000/sign-in?next=%2Fuploads%3Fstatus%3Dopen',
  )
})

it('tells no other site where it was, and guesses no types', async () => {
  const [everywhere, api] = (await config.headers?.()) ?? []
  expect(everywhere).toMatchObject({
    source: '/:path*',
    headers: expect.arrayContaining([
      { key: 'X-Content-Type-Options', value: 'nosniff' },
      { key: 'X-Frame-Options', value: 'DENY' },
      { key: 'Referrer-Policy', value: 'no-referrer' },
    ]),
  })
  expect(api).toMatchObject({
    source: '/api/:path*',
    headers: [{ key: 'Content-Security-Policy', value: expect.stringContaining("default-src 'none'") }],
  })
})

import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { startTestInstallation, type TestInstallation } from '@landfall/runtime/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

let installation: TestInstallation
beforeAll(async () => {
  installation = await startTestInstallation()
})
afterAll(() => installation[Symbol.asyncDispose]())

const ENTRY = join(import.meta.dirname, '..', 'src', 'bootstrap.ts')

async function bootstrap(variables: Record<string, string>) {
  const child = spawn(process.execPath, [ENTRY], {
    env: { PATH: process.env.PATH ?? '', ...variables },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let stdout = ''
  let stderr = ''
  child.stdout.setEncoding('utf8').on('data', text => {
    stdout += text
  })
  child.stderr.setEncoding('utf8').on('data', text => {
    stderr += text
  })
  const code = await new Promise(done => child.once('close', done))
  return { code, stdout, stderr }
}

const lastLine = (text: string) => text.trim().split('\n').at(-1) ?? ''

/** Each starts processes, which takes its time on a busy machine. */
describe('bootstrap', { timeout: 60_000 }, () => {
  it('makes the default tenant once, however often and by how many at once it is run', async () => {
    const url = new URL(installation.database.url)
    url.pathname = '/fresh'
    await installation.database.sql('CREATE DATABASE fresh')
    const variables = installation.variables({ DATABASE_URL: url.href })
    const runs = await Promise.all([bootstrap(variables), bootstrap(variables)])
    const again = await bootstrap(variables)
    // The test's own database is another installation than the fresh one; whoever came first is marked in the store.
    const mark = await installation.runtime.services.store.readText('_landfall/installation.json')
    await installation.database.sql('DROP DATABASE fresh WITH (FORCE)')

    expect([...runs, again].map(run => [run.code, run.stderr])).toEqual(Array(3).fill([0, '']))
    const printed = [...runs, again].map(run => JSON.parse(lastLine(run.stdout)))
    const links = printed.map(({ sign_in_token }) => sign_in_token)
    const tenancies = printed.map(({ sign_in_token: _, ...tenancy }) => tenancy)
    expect(tenancies[0]).toEqual({
      organization: 'default',
      organization_id: expect.stringMatching(/^org_[a-z0-9]{16}$/),
      namespace: 'default',
      namespace_id: expect.stringMatching(/^ns_[a-z0-9]{16}$/),
      bucket: 'uploads',
      bucket_id: expect.stringMatching(/^bkt_[a-z0-9]{16}$/),
    })
    expect(new Set(tenancies.map(tenancy => JSON.stringify(tenancy))).size).toBe(1)
    expect(JSON.parse(mark ?? '{}')).toEqual({
      installation_id: expect.stringMatching(/^ins_[0-9a-f]{32}$/),
      epoch: expect.any(Number),
    })
    // A link signs in once, so every start has one of its own.
    expect(new Set(links).size).toBe(3)
    for (const link of links) expect(link).toMatch(/^[a-z0-9]{40}$/)
  })

  it('creates the embedded bucket with a CORS rule for the web app and any loopback page', async () => {
    const variables = installation.variables({
      S3_BUCKET: 'made-by-bootstrap',
      WEB_ORIGIN: 'https://web.example',
      CORS_ORIGINS: 'https://more.example',
    })
    expect((await bootstrap(variables)).code).toBe(0)

    const preflight = (origin: string) =>
      fetch(`${installation.store.endpoint}/made-by-bootstrap/key`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'PUT',
          'access-control-request-headers': 'content-type,if-none-match,x-amz-checksum-sha256',
        },
      })
    for (const origin of [
      'https://web.example',
      'https://more.example',
      'http://localhost:5173',
      'http://127.0.0.1:4321',
    ]) {
      const answer = await preflight(origin)
      expect([origin, answer.status]).toEqual([origin, 200])
      expect(answer.headers.get('access-control-expose-headers')?.toLowerCase()).toContain('etag')
    }
    expect((await preflight('https://evil.example')).status).toBe(403)
  })

  const wrong = (change: (url: URL) => void) => () => {
    const url = new URL(installation.database.url)
    change(url)
    return { DATABASE_URL: url.href }
  }

  it.each([
    [
      'a database that is not there',
      'DATABASE_URL',
      () => ({ DATABASE_URL: 'postgres://a:b@127.0.0.1:1/x' }),
      /127\.0\.0\.1:1/,
    ],
    [
      'a wrong password',
      'DATABASE_URL',
      wrong(url => {
        url.password = 'hunter2'
      }),
      /refused/,
    ],
    [
      'a missing database',
      'DATABASE_URL',
      wrong(url => {
        url.pathname = '/nowhere'
      }),
      /nowhere/,
    ],
    [
      'a store that is not there',
      'S3_ENDPOINT',
      () => ({ S3_ENDPOINT: 'http://127.0.0.1:1' }),
      /127\.0\.0\.1:1/,
    ],
    [
      'a missing bucket',
      'S3_BUCKET',
      () => ({ S3_BUCKET: 'no-such-bucket', S3_CREATE_BUCKET: '0' }),
      /no-such-bucket/,
    ],
    ['an unknown access key', 'S3_ACCESS_KEY_ID', () => ({ S3_ACCESS_KEY_ID: 'LFOTHERKEY' }), /access key/],
    ['a wrong secret', 'S3_SECRET_ACCESS_KEY', () => ({ S3_SECRET_ACCESS_KEY: 'hunter2' }), /secret/],
    [
      'half a credential',
      'S3_SECRET_ACCESS_KEY',
      () => ({ S3_SECRET_ACCESS_KEY: '' }),
      /S3_ACCESS_KEY_ID is/,
    ],
    ['no bucket at all', 'S3_BUCKET', () => ({ S3_BUCKET: '' }), /not set/],
  ])('says in one message what is wrong: %s', async (...[, variable, change, message]) => {
    const { code, stdout, stderr } = await bootstrap(
      installation.variables(change() as Record<string, string>),
    )

    expect(code).toBe(1)
    expect(stderr).toMatch(new RegExp(`^(A setting is wrong:\\n  )?${variable}\\b`))
    expect(stderr).toMatch(message)
    expect(stderr).not.toMatch(/\n\s+at |hunter2|node_modules/)
    expect(stderr.trim().split('\n').length).toBeLessThanOrEqual(2)
    expect(lastLine(stdout)).not.toContain('bucket_id')
  })

  it.each([
    ['S3_WRITE_CORS', 'the CORS rule', { S3_CREATE_BUCKET: '0', S3_WRITE_CORS: '1' }, /\?cors/],
    ['S3_CREATE_BUCKET', 'the bucket', { S3_BUCKET: 'not-to-be-made' }, /^\/not-to-be-made\/?$/],
  ])('names %s when the credentials may not write %s', async (...[variable, , settings, url]) => {
    installation.faultyStore.fail('deny', request => request.method === 'PUT' && url.test(request.url ?? ''))
    const { code, stderr } = await bootstrap(installation.variables(settings as Record<string, string>))
    installation.faultyStore.heal()

    expect([code, stderr.split(':')[0]]).toEqual([1, variable])
    expect(stderr).not.toMatch(/\n\s+at /)
  })

  it('does not wait for the probe: a store that fails during it is probed later', async () => {
    await installation.database.sql('DELETE FROM store_probe')
    installation.faultyStore.fail('error', request => request.headers['x-amz-copy-source'] !== undefined)
    const { code, stderr, stdout } = await bootstrap(installation.variables())
    installation.faultyStore.heal()

    expect([code, stderr]).toEqual([0, ''])
    expect(stdout).toContain('could not probe the store yet')
    expect(JSON.parse(lastLine(stdout)).bucket).toBe('uploads')
    expect(await installation.database.sql('SELECT 1 FROM store_probe')).toEqual([])
  })
})

import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { createS3ObjectStore } from '../../storage/src/index.ts'
import { tryOutside } from '../src/doctor/try-outside.ts'
import { type Installed, startInstalled } from './real-api.ts'

// Each starts processes, and a busy machine starts them slowly.
vi.setConfig({ testTimeout: 90_000 })

let installed: Installed
beforeAll(async () => {
  installed = await startInstalled()
})
afterEach(async () => {
  const { store } = installed.api
  await store.stop()
  await store.start()
})
afterAll(() => installed[Symbol.asyncDispose]())

const asOperator = () => ({ env: installed.operatorEnv })
const doctor = (...argv: string[]) => installed.run(['doctor', ...argv], asOperator())
const doctorHere = (...argv: string[]) => installed.runHere(['doctor', ...argv], asOperator())

/** Does what the printed command would do. */
async function applyCors(fix: string): Promise<void> {
  const { env } = installed.api
  const [, json = ''] = /--cors-configuration '(.+)'$/.exec(fix) ?? []
  const store = createS3ObjectStore({
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    endpoint: env.S3_ENDPOINT,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
  })
  const { CORSRules } = JSON.parse(json) as { CORSRules: Record<string, never>[] }
  await store.writeCors(
    CORSRules.map(rule => ({
      origins: rule.AllowedOrigins ?? [],
      methods: rule.AllowedMethods ?? [],
      allowedHeaders: rule.AllowedHeaders ?? [],
      exposedHeaders: rule.ExposeHeaders ?? [],
      maxAgeSeconds: rule.MaxAgeSeconds ?? 0,
    })),
  )
  store.close()
}

describe('doctor', () => {
  it('finds nothing to repair where all is well', async () => {
    const { exit, stdout } = await doctor('--json')
    const { ok, findings } = JSON.parse(stdout)
    expect({ exit, ok }).toEqual({ exit: 0, ok: true })
    const checks = findings.map(({ check, level }: { check: string; level: string }) => `${check} ${level}`)
    expect(checks).toEqual(
      expect.arrayContaining([
        'api ok',
        'access ok',
        'clock ok',
        'conditionalPut ok',
        'conditionalCopy ok',
        'verifiesChecksum ok',
        'multipart ok',
        'versioning ok',
        'lifecycle advice',
        'public_endpoint ok',
        'cors ok',
      ]),
    )
  })

  it('finds a page that may not upload, and the command it prints puts that right', async () => {
    const origin = 'https://app.example.com'
    const { exit, stdout } = await doctor('--origin', origin)
    expect(exit).toBe(1)
    expect(stdout).toContain(`repair   cors: Pages of ${origin} cannot upload: `)
    const fix = stdout.split('\n').find(line => line.includes('put-bucket-cors')) ?? ''
    await applyCors(fix.trim())
    const after = await doctorHere('--origin', origin, '--json')
    expect(JSON.parse(after.stdout).findings).toContainEqual(
      expect.objectContaining({ check: 'cors', level: 'ok' }),
    )
    expect(after.exit).toBe(0)
  })

  it('finds a store without conditional writes, and says what that costs', async () => {
    const { store } = installed.api
    await store.stop()
    await store.start('b2')
    const { exit, stdout } = await doctorHere()
    expect(exit).toBe(0)
    expect(stdout).toMatch(/^advice {3}conditionalPut: .*501.*\n {9}Every upload is sealed by a copy/m)
    expect(await installed.api.runtime.services.storeProfile.current()).toMatchObject({
      conditionalPut: false,
    })
  })

  it('is for operators, and takes origins', async () => {
    const { env } = installed
    const refused = await installed.run(['doctor'], { env })
    expect(refused).toMatchObject({ exit: 1, stderr: expect.stringContaining('(FORBIDDEN)') })
    expect(await doctorHere('--origin', 'app.example.com')).toMatchObject({ exit: 2 })
    const away = { ...installed.operatorEnv, LANDFALL_URL: 'http://127.0.0.1:1' }
    const unreachable = await installed.runHere(['doctor'], { env: away })
    expect(unreachable).toMatchObject({ exit: 1, stderr: expect.stringContaining('(NETWORK)') })
  })

  it('tells of a store that clients cannot reach', async () => {
    const nowhere = 'http://127.0.0.1:1/b/k'
    const trial = { put_url: nowhere, put_headers: {}, body: 'x', get_url: nowhere }
    const outside = { origins: ['https://app.test'], cors_fix: '', trial }
    const findings = await tryOutside(outside, new AbortController().signal)
    expect(findings).toMatchObject([{ check: 'public_endpoint', level: 'repair' }])
    expect(findings[0]?.fix).toContain('S3_PUBLIC_ENDPOINT')
  })
})

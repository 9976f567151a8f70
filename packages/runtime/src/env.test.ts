import { describe, expect, it } from 'vitest'
import { EnvError, parseEnv } from './env.ts'

const GOOD = { DATABASE_URL: 'postgres://landfall:secret@localhost:5432/landfall', S3_BUCKET: 'files' }

function problemsOf(variables: Record<string, string | undefined>): string[] {
  try {
    parseEnv(variables)
  } catch (error) {
    if (error instanceof EnvError) return error.problems
    throw error
  }
  return []
}

describe('parseEnv', () => {
  it('needs a database and a bucket, and has a default for everything else', () => {
    expect(parseEnv(GOOD)).toEqual({
      ...GOOD,
      S3_REGION: 'us-east-1',
      S3_PREFIX: '',
      API_PORT: 4000,
      HOST: '127.0.0.1',
      CORS_ORIGINS: [],
      WEB_ORIGIN: 'http://localhost:3000',
      LOG_LEVEL: 'info',
      LANDFALL_EMBED_WORKER: false,
      SWEEP_PAUSE_SECONDS: 5,
      SYNC_SEAL_BYTES: 100_000_000,
      MIN_PART_BYTES: 8 * 1024 * 1024,
      MAX_WAITING: 1_000,
      MAX_WAITING_PER_ORGANIZATION: 200,
      S3_CREATE_BUCKET: false,
      S3_WRITE_CORS: false,
    })
  })

  it('names every problem at once, with an example, and repeats no value', () => {
    const problems = problemsOf({
      DATABASE_URL: 'mysql://root:hunter2@localhost/x',
      S3_ENDPOINT: 'localhost:9000',
      API_PORT: '70000',
      LOG_LEVEL: 'loud',
      LANDFALL_API_KEY: 'sk_short',
    })

    expect(problems).toEqual([
      'DATABASE_URL must be an address that starts with postgres://. Example: DATABASE_URL=postgres://landfall:password@localhost:5432/landfall',
      'S3_ENDPOINT must be an address that starts with http:// or https://. Example: S3_ENDPOINT=https://s3.example.com',
      'S3_BUCKET is not set. Example: S3_BUCKET=my-uploads',
      'API_PORT must be a port number from 0 to 65535. Example: API_PORT=4000',
      'LOG_LEVEL must be one of trace, debug, info, warn, error, fatal, silent. Example: LOG_LEVEL=info',
      'LANDFALL_API_KEY must be sk_ followed by at least 20 letters or digits. Example: LANDFALL_API_KEY=sk_ and at least 20 letters or digits',
    ])
    expect(problems.join()).not.toMatch(/hunter2|sk_short/)
  })

  it('takes an empty variable for an unset one', () => {
    expect(parseEnv({ ...GOOD, S3_ENDPOINT: '', API_PORT: ' ' })).not.toHaveProperty('S3_ENDPOINT')
    expect(problemsOf({ ...GOOD, S3_BUCKET: '' })).toEqual([expect.stringMatching(/^S3_BUCKET is not set/)])
  })

  it.each(['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY'])('refuses %s without its other half', name => {
    const [problem, ...others] = problemsOf({ ...GOOD, [name]: 'half' })

    expect(problem).toContain(`but ${name} is: set both, or none`)
    expect(others).toEqual([])
  })

  it.each([
    ['', ''],
    ['/', ''],
    ['tenant', 'tenant/'],
    ['/a//b/', 'a/b/'],
  ])('normalises the prefix %j to %j', (given, expected) => {
    expect(parseEnv({ ...GOOD, S3_PREFIX: given }).S3_PREFIX).toBe(expected)
  })

  it.each(['../up', 'a/./b', 'a b', 'ä'])('refuses the prefix %j', prefix => {
    expect(problemsOf({ ...GOOD, S3_PREFIX: prefix })).toEqual([expect.stringMatching(/^S3_PREFIX must/)])
  })

  it('reads origins and flags', () => {
    const env = parseEnv({
      ...GOOD,
      CORS_ORIGINS: 'https://a.example, http://localhost:*,',
      WEB_ORIGIN: 'https://web.example/',
      S3_FORCE_PATH_STYLE: 'False',
      LANDFALL_EMBED_WORKER: '1',
    })

    expect(env).toMatchObject({
      CORS_ORIGINS: ['https://a.example', 'http://localhost:*'],
      WEB_ORIGIN: 'https://web.example',
      S3_FORCE_PATH_STYLE: false,
      LANDFALL_EMBED_WORKER: true,
    })
    expect(problemsOf({ ...GOOD, CORS_ORIGINS: 'a.example' })).toHaveLength(1)
  })
})

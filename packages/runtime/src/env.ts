import {
  MAX_NAME_CHARACTERS,
  MAX_WAITING,
  MAX_WAITING_PER_ORGANIZATION,
  MIN_PART_BYTES,
  SYNC_SEAL_BYTES,
} from '@landfall/core/wire'
import { z } from 'zod'
import {
  flag,
  httpUrl,
  keyPrefix,
  nonNegativeInt,
  originList,
  port,
  postgresUrl,
  secondsOfMinute,
  secretKey,
  sharedSecret,
} from './env-values.ts'

/**
 * Every setting, read once at start and refused as a whole: all problems at once, each with the variable's name, what is
 * wrong and an example. Nothing else reads the environment. An empty variable is an unset one, as everywhere in a shell.
 */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const

const text = z.string().max(MAX_NAME_CHARACTERS * 8)

const VARIABLES = {
  DATABASE_URL: postgresUrl,

  /** Where we reach the store; absent: AWS in S3_REGION. */
  S3_ENDPOINT: httpUrl.optional(),
  /** Where clients reach it, if that is another address. */
  S3_PUBLIC_ENDPOINT: httpUrl.optional(),
  S3_REGION: text.regex(/^[a-z0-9-]+$/, 'must be a region name').default('us-east-1'),
  S3_BUCKET: text.regex(/^[A-Za-z0-9][A-Za-z0-9._-]{1,61}[A-Za-z0-9]$/, 'must be a bucket name'),
  /** Both or none; none means AWS's default chain (profile, container, instance). */
  S3_ACCESS_KEY_ID: text.optional(),
  S3_SECRET_ACCESS_KEY: text.optional(),
  S3_FORCE_PATH_STYLE: flag.optional(),
  S3_PREFIX: keyPrefix.default(''),
  /** What the store sends with its events to `/hooks/s3`; absent: no such route. */
  S3_EVENTS_SECRET: sharedSecret.optional(),

  API_PORT: port.default(4000),
  HOST: text.default('127.0.0.1'),
  /** More origins whose pages may PUT to the embedded store. */
  CORS_ORIGINS: originList.default([]),
  WEB_ORIGIN: httpUrl.default('http://localhost:3000'),
  /** What a monitor sends to read `/metrics`; absent: no such route. */
  METRICS_TOKEN: sharedSecret.optional(),
  /** Where a worker tells its own; absent: nowhere. */
  WORKER_METRICS_PORT: port.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `must be one of ${LOG_LEVELS.join(', ')}`).default('info'),
  LANDFALL_EMBED_WORKER: flag.default(false),
  SYNC_SEAL_BYTES: nonNegativeInt.default(SYNC_SEAL_BYTES),
  /** Between two looks at uploads that nobody confirms; there is one a minute at least. */
  SWEEP_PAUSE_SECONDS: secondsOfMinute.default(5),
  /** Of uploads in parts. S3 takes no less than 5 MiB. */
  MIN_PART_BYTES: nonNegativeInt.pipe(z.number().min(1)).default(MIN_PART_BYTES),
  /** Calls that wait for an upload at a time, in this process and of one organization in it. */
  MAX_WAITING: nonNegativeInt.default(MAX_WAITING),
  MAX_WAITING_PER_ORGANIZATION: nonNegativeInt.default(MAX_WAITING_PER_ORGANIZATION),

  /** The rest is for the one-shot that prepares a first start. */
  S3_CREATE_BUCKET: flag.default(false),
  S3_WRITE_CORS: flag.default(false),
  LANDFALL_API_KEY: secretKey.optional(),
  LANDFALL_ADMIN_KEY: secretKey.optional(),
}

const EXAMPLES: Record<keyof typeof VARIABLES, string> = {
  DATABASE_URL: 'postgres://landfall:password@localhost:5432/landfall',
  S3_ENDPOINT: 'https://s3.example.com',
  S3_PUBLIC_ENDPOINT: 'https://files.example.com',
  S3_REGION: 'eu-central-1',
  S3_BUCKET: 'my-uploads',
  S3_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
  S3_SECRET_ACCESS_KEY: '(the secret of that key)',
  S3_FORCE_PATH_STYLE: 'true',
  S3_PREFIX: 'landfall/',
  S3_EVENTS_SECRET: 'at least 16 letters, digits, - or _',
  API_PORT: '4000',
  HOST: '127.0.0.1',
  CORS_ORIGINS: 'https://app.example.com,https://admin.example.com',
  WEB_ORIGIN: 'https://uploads.example.com',
  METRICS_TOKEN: 'at least 16 letters, digits, - or _',
  WORKER_METRICS_PORT: '9464',
  LOG_LEVEL: 'info',
  LANDFALL_EMBED_WORKER: '1',
  SYNC_SEAL_BYTES: String(SYNC_SEAL_BYTES),
  SWEEP_PAUSE_SECONDS: '5',
  MIN_PART_BYTES: String(MIN_PART_BYTES),
  MAX_WAITING: String(MAX_WAITING),
  MAX_WAITING_PER_ORGANIZATION: String(MAX_WAITING_PER_ORGANIZATION),
  S3_CREATE_BUCKET: '1',
  S3_WRITE_CORS: '1',
  LANDFALL_API_KEY: 'sk_ and at least 20 letters or digits',
  LANDFALL_ADMIN_KEY: 'sk_ and at least 20 letters or digits',
}

const schema = z.object(VARIABLES).superRefine((env, context) => {
  if (env.WORKER_METRICS_PORT !== undefined && env.METRICS_TOKEN === undefined) {
    const message = 'is not set, but WORKER_METRICS_PORT is: metrics are told to nobody without it'
    context.addIssue({ code: 'custom', path: ['METRICS_TOKEN'], message })
  }
  const hasId = env.S3_ACCESS_KEY_ID !== undefined
  if (hasId === (env.S3_SECRET_ACCESS_KEY !== undefined)) return
  const [given, missing] = hasId
    ? ['S3_ACCESS_KEY_ID', 'S3_SECRET_ACCESS_KEY']
    : ['S3_SECRET_ACCESS_KEY', 'S3_ACCESS_KEY_ID']
  const message = `is not set, but ${given} is: set both, or none to use AWS's default credential chain`
  context.addIssue({ code: 'custom', path: [missing], message })
})

export type Env = z.output<typeof schema>

type Variables = Record<string, string | undefined>

/** Settings that do not fit. The message is meant for a person and repeats no value, since one may be a secret. */
export class EnvError extends Error {
  readonly problems: string[]

  constructor(problems: string[]) {
    const count = problems.length === 1 ? 'A setting is wrong' : `${problems.length} settings are wrong`
    super(`${count}:\n${problems.map(problem => `  ${problem}`).join('\n')}`)
    this.name = 'EnvError'
    this.problems = problems
  }
}

export function parseEnv(variables: Variables): Env {
  const given = Object.fromEntries(
    Object.keys(VARIABLES).flatMap(name => {
      const value = variables[name]?.trim()
      return value ? [[name, value]] : []
    }),
  )
  const parsed = schema.safeParse(given, {
    error: issue => (issue.input === undefined ? 'is not set' : undefined),
  })
  if (parsed.success) return parsed.data
  throw new EnvError(parsed.error.issues.map(describe))
}

export function loadEnv(): Env {
  return parseEnv(process.env)
}

function describe(issue: z.core.$ZodIssue): string {
  const name = String(issue.path[0])
  const example = EXAMPLES[name as keyof typeof VARIABLES]
  return `${name} ${issue.message}. Example: ${name}=${example}`
}

import { ListObjectsV2Command } from '@aws-sdk/client-s3'
import type { S3Config } from './config.ts'
import { type StoreFailure, storeFailureOf, stringField } from './errors.ts'
import type { S3Context } from './s3-context.ts'

/**
 * Tells a wrong address, bucket, region and credential apart, so that a start can name the variable to change. Asks with
 * a list of one key: unlike HEAD its error has a body, and it needs the permission (s3:ListBucket) that we need anyway.
 */
export type StoreSetting =
  | 'S3_ENDPOINT'
  | 'S3_BUCKET'
  | 'S3_ACCESS_KEY_ID'
  | 'S3_SECRET_ACCESS_KEY'
  | 'S3_REGION'

export type Diagnosis = { ok: true } | { ok: false; setting: StoreSetting; message: string }

type Finding = Omit<Extract<Diagnosis, { ok: false }>, 'ok'>

export async function diagnoseStore(context: S3Context, config: S3Config): Promise<Diagnosis> {
  if (!isHttpAddress(config.endpoint)) {
    const message = `"${config.endpoint}" is not an address that starts with http:// or https://.`
    return { ok: false, setting: 'S3_ENDPOINT', message }
  }
  const command = new ListObjectsV2Command({ Bucket: config.bucket, MaxKeys: 1 })
  try {
    const output = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    // `Name` is required in a ListBucketResult; well-formed HTML parses too, but has none.
    if (output.Name !== undefined) return { ok: true }
    return { ok: false, ...notS3(config) }
  } catch (error) {
    const failure = storeFailureOf(error)
    if (failure === null || !(error instanceof Error)) throw error
    return { ok: false, ...findingOf({ config, failure, error }) }
  }
}

interface Case {
  config: S3Config
  failure: StoreFailure
  error: Error
}

function findingOf(seen: Case): Finding {
  const { config, failure, error } = seen
  if (failure.status === null) return withoutAnswer(seen)
  const byCode = failure.code === null ? undefined : findingsByCode(seen)[failure.code]
  if (byCode !== undefined) return byCode
  const answer = `answered ${failure.status} ${failure.code ?? ''}`.trimEnd()
  if (failure.kind === 'unavailable') {
    return {
      setting: 'S3_ENDPOINT',
      message: `${address(config)} ${answer}: the store is not able to serve now.`,
    }
  }
  if (failure.code === null) return notS3(config)
  if (failure.kind === 'denied') return denied(config, failure.code)
  return { setting: 'S3_ENDPOINT', message: `${address(config)} ${answer}: ${error.message}` }
}

function findingsByCode({ config, error }: Case): Record<string, Finding> {
  const wrongRegion = regionFinding(config, stringField(error, 'Region'))
  return {
    NoSuchBucket: {
      setting: 'S3_BUCKET',
      message: `The bucket "${config.bucket}" does not exist at ${address(config)}.`,
    },
    InvalidBucketName: {
      setting: 'S3_BUCKET',
      message: `"${config.bucket}" is not a valid bucket name.`,
    },
    InvalidAccessKeyId: {
      setting: 'S3_ACCESS_KEY_ID',
      message: `${address(config)} does not know this access key.`,
    },
    SignatureDoesNotMatch: {
      setting: 'S3_SECRET_ACCESS_KEY',
      message: `The secret does not belong to this access key (${address(config)} answered SignatureDoesNotMatch).`,
    },
    // Also the answer to an access key with characters that no key has; then the region is not named.
    AuthorizationHeaderMalformed: wrongRegion ?? {
      setting: 'S3_ACCESS_KEY_ID',
      message: `${address(config)} cannot read our credential: ${error.message}`,
    },
    PermanentRedirect: redirect(config, error),
    IllegalLocationConstraintException: redirect(config, error),
    RequestTimeTooSkewed: {
      setting: 'S3_ENDPOINT',
      message: `The clocks of this machine and of ${address(config)} differ by more than 15 minutes: set the clock.`,
    },
  }
}

function withoutAnswer({ config, error }: Case): Finding {
  if (/^(CredentialsProviderError|TokenProviderError)$/.test(error.name)) {
    return {
      setting: 'S3_ACCESS_KEY_ID',
      message: `No credentials: set S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, or give AWS's default chain some (${error.message}).`,
    }
  }
  const reason = stringField(error, 'code') ?? error.message
  return { setting: 'S3_ENDPOINT', message: `${address(config)} cannot be reached: ${reason}.` }
}

function regionFinding(config: S3Config, expected: string | null): Finding | null {
  if (expected === null || expected === config.region) return null
  return {
    setting: 'S3_REGION',
    message: `The bucket is in region "${expected}", but S3_REGION is "${config.region}".`,
  }
}

function redirect(config: S3Config, error: Error): Finding {
  return {
    setting: config.endpoint === undefined ? 'S3_REGION' : 'S3_ENDPOINT',
    message: `The bucket "${config.bucket}" is not served at ${address(config)}: ${error.message}`,
  }
}

/** On AWS a bucket name that somebody else took is AccessDenied too, so the message names both. */
function denied(config: S3Config, code: string): Finding {
  return {
    setting: 'S3_ACCESS_KEY_ID',
    message: `The credentials may not list the bucket "${config.bucket}" (${code}): grant s3:ListBucket, s3:GetObject, s3:PutObject and s3:DeleteObject, or check S3_BUCKET.`,
  }
}

function notS3(config: S3Config): Finding {
  return { setting: 'S3_ENDPOINT', message: `${address(config)} answers, but not as an S3 store does.` }
}

/** `localhost:9000` parses as a URL too, of the scheme "localhost". */
function isHttpAddress(endpoint: string | undefined): boolean {
  return endpoint === undefined || (/^https?:\/\//i.test(endpoint) && URL.canParse(endpoint))
}

function address(config: S3Config): string {
  return config.endpoint ?? `AWS S3 in ${config.region}`
}

import { CHECKSUM_BYTES, InfrastructureError } from '@landfall/core/domain'
import { type CorsRule, createS3ObjectStore, type Diagnosis, type S3ObjectStore } from '@landfall/storage'
import type { Env } from '../env.ts'
import { storeConfigOf } from '../store-config.ts'
import { SetupError } from './setup-error.ts'

/** Says which setting is wrong if the store does not let us in; on the embedded one, makes bucket and CORS rule. */
export async function prepareStore(env: Env): Promise<void> {
  const store = createS3ObjectStore(storeConfigOf(env))
  try {
    const diagnosis = await diagnoseOrCreate(store, env)
    if (!diagnosis.ok) throw new SetupError(diagnosis.setting, diagnosis.message)
    if (env.S3_WRITE_CORS || env.S3_CREATE_BUCKET) {
      await blaming('S3_WRITE_CORS', "The store did not take the bucket's CORS rule", () =>
        store.writeCors([corsRuleOf(env)]),
      )
    }
  } finally {
    store.close()
  }
}

async function diagnoseOrCreate(store: S3ObjectStore, env: Env): Promise<Diagnosis> {
  const diagnosis = await store.diagnose()
  if (diagnosis.ok || diagnosis.setting !== 'S3_BUCKET' || !env.S3_CREATE_BUCKET) return diagnosis
  await blaming('S3_CREATE_BUCKET', `The bucket "${env.S3_BUCKET}" could not be created`, () =>
    store.ensureBucket({ create: true }),
  )
  return store.diagnose()
}

/** The diagnosis was good, so what fails now is a permission that only this step needs. */
async function blaming(setting: string, message: string, step: () => Promise<unknown>): Promise<void> {
  try {
    await step()
  } catch (error) {
    if (!(error instanceof InfrastructureError)) throw error
    const reason = error.cause instanceof Error ? error.cause.message : error.message
    throw new SetupError(setting, `${message}: ${reason}`, error)
  }
}

const CHECKSUM_HEADERS = Object.keys(CHECKSUM_BYTES).map(name => `x-amz-checksum-${name.toLowerCase()}`)

/** What a page needs to PUT with the headers we sign and to read back what the store says. The README prints it for S3. */
export function corsRuleOf(env: Pick<Env, 'WEB_ORIGIN' | 'CORS_ORIGINS'>): CorsRule {
  const loopback = ['http://localhost:*', 'http://127.0.0.1:*']
  return {
    origins: [...new Set([new URL(env.WEB_ORIGIN).origin, ...loopback, ...env.CORS_ORIGINS])],
    methods: ['PUT', 'GET', 'HEAD'],
    allowedHeaders: ['content-type', 'if-none-match', 'x-amz-checksum-*'],
    // S3 takes no wildcard in these.
    exposedHeaders: ['ETag', 'Retry-After', 'x-amz-version-id', ...CHECKSUM_HEADERS],
    // Browsers cap it at two hours; a longer one changes nothing.
    maxAgeSeconds: 7_200,
  }
}

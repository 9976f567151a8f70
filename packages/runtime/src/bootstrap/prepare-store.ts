import { CHECKSUM_BYTES } from '@landfall/core/domain'
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
    if (env.S3_WRITE_CORS || env.S3_CREATE_BUCKET) await store.writeCors([corsRuleOf(env)])
  } finally {
    store.close()
  }
}

async function diagnoseOrCreate(store: S3ObjectStore, env: Env): Promise<Diagnosis> {
  const diagnosis = await store.diagnose()
  if (diagnosis.ok || diagnosis.setting !== 'S3_BUCKET' || !env.S3_CREATE_BUCKET) return diagnosis
  await store.ensureBucket({ create: true })
  return store.diagnose()
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
    exposedHeaders: ['ETag', 'x-amz-version-id', ...CHECKSUM_HEADERS],
    // Browsers cap it at two hours; a longer one changes nothing.
    maxAgeSeconds: 7_200,
  }
}

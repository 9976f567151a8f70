import type { S3Config, S3Timeouts } from '@landfall/storage'
import type { Env } from './env.ts'

export function storeConfigOf(env: Env, timeouts?: Partial<S3Timeouts>): S3Config {
  return {
    bucket: env.S3_BUCKET,
    region: env.S3_REGION,
    endpoint: env.S3_ENDPOINT,
    publicEndpoint: env.S3_PUBLIC_ENDPOINT,
    accessKeyId: env.S3_ACCESS_KEY_ID,
    secretAccessKey: env.S3_SECRET_ACCESS_KEY,
    forcePathStyle: env.S3_FORCE_PATH_STYLE,
    timeouts,
  }
}

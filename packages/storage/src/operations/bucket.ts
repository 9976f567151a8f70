import {
  type BucketLocationConstraint,
  CreateBucketCommand,
  HeadBucketCommand,
  PutBucketCorsCommand,
} from '@aws-sdk/client-s3'
import { BucketMissingError, storeFailureOf, stringField, toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'

export interface CorsRule {
  origins: string[]
  methods: ('GET' | 'HEAD' | 'PUT')[]
  allowedHeaders: string[]
  exposedHeaders: string[]
  maxAgeSeconds: number
}

/** Throws `BucketMissingError` when it is not there and `create` is false. */
export async function ensureBucket(
  context: S3Context,
  { create }: { create: boolean },
): Promise<'exists' | 'created'> {
  const command = new HeadBucketCommand({ Bucket: context.bucket })
  try {
    await context.send(signal => context.client.send(command, { abortSignal: signal }))
    return 'exists'
  } catch (error) {
    const kind = storeFailureOf(error)?.kind
    if (kind !== 'absent' && kind !== 'bucket_missing') throw toPortError(error)
    if (!create) throw new BucketMissingError(context.bucket)
  }
  return createBucket(context)
}

async function createBucket(context: S3Context): Promise<'exists' | 'created'> {
  // us-east-1 is the one region that S3 refuses as a LocationConstraint.
  const location =
    context.region === 'us-east-1'
      ? {}
      : { CreateBucketConfiguration: { LocationConstraint: context.region as BucketLocationConstraint } }
  const command = new CreateBucketCommand({ Bucket: context.bucket, ...location })
  try {
    await context.send(signal => context.client.send(command, { abortSignal: signal }))
    return 'created'
  } catch (error) {
    // Two processes that start at once: the other one was first.
    if (error instanceof Error && stringField(error, 'name') === 'BucketAlreadyOwnedByYou') return 'exists'
    throw toPortError(error)
  }
}

/** As S3's API and its command line have it. */
export const toCorsJson = (rule: CorsRule) => ({
  AllowedOrigins: rule.origins,
  AllowedMethods: rule.methods,
  AllowedHeaders: rule.allowedHeaders,
  ExposeHeaders: rule.exposedHeaders,
  MaxAgeSeconds: rule.maxAgeSeconds,
})

/** Replaces the bucket's whole CORS configuration. */
export async function writeCors(context: S3Context, rules: CorsRule[]): Promise<void> {
  const command = new PutBucketCorsCommand({
    Bucket: context.bucket,
    CORSConfiguration: { CORSRules: rules.map(toCorsJson) },
  })
  try {
    await context.send(signal => context.client.send(command, { abortSignal: signal }))
  } catch (error) {
    throw toPortError(error)
  }
}

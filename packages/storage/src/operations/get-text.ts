import { GetObjectCommand } from '@aws-sdk/client-s3'
import { storeFailureOf, toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'

/** For the few small texts of our own; nobody's file is read this way. */
export async function getText(context: S3Context, key: string): Promise<string | null> {
  const command = new GetObjectCommand({ Bucket: context.bucket, Key: key })
  try {
    return await context.send(async signal => {
      const { Body } = await context.client.send(command, { abortSignal: signal })
      return (await Body?.transformToString()) ?? ''
    })
  } catch (error) {
    const failure = storeFailureOf(error)
    if (failure?.kind !== 'absent') throw toPortError(error)
    if (failure.code !== 'NoSuchKey') await context.assertBucketExists()
    return null
  }
}

import { HeadObjectCommand, PutObjectCommand } from '@aws-sdk/client-s3'
import { FIRST_BYTES } from '../probe/probe.ts'
import type { S3Context } from '../s3-context.ts'

/**
 * How far the store's clock is ahead of ours, from the time that it gives an object just written. Not from the `Date`
 * header, which any proxy may set; and the SDK hides a wrong clock by signing with the store's.
 */
export async function measureClock(context: S3Context, key: string, now: () => Date): Promise<number> {
  const { client, send, bucket: Bucket } = context
  const before = now().getTime()
  const put = new PutObjectCommand({ Bucket, Key: key, Body: FIRST_BYTES })
  await send(abortSignal => client.send(put, { abortSignal }))
  const after = now().getTime()
  const head = new HeadObjectCommand({ Bucket, Key: key })
  const { LastModified } = await send(abortSignal => client.send(head, { abortSignal }))
  if (LastModified === undefined) throw new Error('HEAD answers no Last-Modified')
  const written = LastModified.getTime()
  // Last-Modified is cut to the second: anything that can have been within the request is no offset.
  if (written + 1_000 >= before && written <= after) return 0
  return written < before ? written + 1_000 - before : written - after
}

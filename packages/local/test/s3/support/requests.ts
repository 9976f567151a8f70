import {
  CopyObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3'
import { getSignedUrl } from '@aws-sdk/s3-request-presigner'
import { BUCKET } from './test-store.ts'

export const at = (Key: string) => ({ Bucket: BUCKET, Key })

/** The requests that most tests make, in one word each. */
export const requestsOf = (client: S3Client) => ({
  put: (Key: string, Body: string | Uint8Array = 'bytes', more = {}) =>
    client.send(new PutObjectCommand({ ...at(Key), Body, ...more })),
  head: (Key: string) => client.send(new HeadObjectCommand({ ...at(Key), ChecksumMode: 'ENABLED' })),
  copy: (source: string, Key: string, more = {}) =>
    client.send(new CopyObjectCommand({ ...at(Key), CopySource: `${BUCKET}/${source}`, ...more })),
  urlOf: (Key: string) => getSignedUrl(client, new GetObjectCommand(at(Key))),
})

export type Requests = ReturnType<typeof requestsOf>

/** The error's code in S3's words, its status, or what broke the connection. */
export async function failureOf(work: Promise<unknown>): Promise<string> {
  const error = await work.then(
    () => undefined,
    (reason: Error & { code?: string }) => reason,
  )
  if (!error) return 'none'
  return error.name === 'Error' ? String(error.code) : error.name
}

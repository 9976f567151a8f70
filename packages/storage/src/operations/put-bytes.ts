import { PutObjectCommand } from '@aws-sdk/client-s3'
import { normalizeEtag } from '@landfall/core/domain'
import { notAnS3Answer, toPortError } from '../errors.ts'
import { mayLieThereTwice } from '../may-lie-there-twice.ts'
import type { S3Context } from '../s3-context.ts'
import { deleteObject } from './delete-object.ts'
import { versionIdFrom } from './head-object.ts'

export interface StoredBytes {
  etag: string
  versionId: string | null
}

interface Put {
  key: string
  bytes: Uint8Array
  contentType: string
}

/** Unavailable where two versions may lie there: the caller gives up the key, and with it go both. */
export async function putBytesOnce(context: S3Context, put: Put): Promise<StoredBytes> {
  const { isTwice, ...stored } = await putBytes(context, put)
  if (isTwice) throw notAnS3Answer('first try')
  return stored
}

/**
 * The mark is written every minute. On a bucket that keeps versions this process deletes the one that it wrote before;
 * half a million versions of one key a year would slow down the store. Of two writes at once the newest may go too, and
 * what was there before is read until the next write.
 */
export function createTextWriter(context: S3Context): (key: string, text: string) => Promise<void> {
  const written = new Map<string, string>()
  return async (key, text) => {
    const bytes = new TextEncoder().encode(text)
    const { versionId } = await putBytes(context, { key, bytes, contentType: 'application/json' })
    const before = written.get(key)
    if (versionId === null) return
    written.set(key, versionId)
    // What cannot be deleted, for want of a permission, is a few bytes.
    if (before !== undefined)
      await deleteObject(context, { key, versionId: before, ifEtag: null }).catch(() => undefined)
  }
}

async function putBytes(context: S3Context, put: Put): Promise<StoredBytes & { isTwice: boolean }> {
  const command = new PutObjectCommand({
    Bucket: context.bucket,
    Key: put.key,
    Body: put.bytes,
    ContentLength: put.bytes.byteLength,
    ContentType: put.contentType,
  })
  try {
    const output = await context.send(signal => context.client.send(command, { abortSignal: signal }))
    const etag = normalizeEtag(output.ETag)
    if (etag === null) throw notAnS3Answer('ETag')
    return { etag, versionId: versionIdFrom(output.VersionId), isTwice: mayLieThereTwice(output) }
  } catch (error) {
    throw toPortError(error)
  }
}

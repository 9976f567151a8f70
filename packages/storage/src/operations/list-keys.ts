import { ListObjectsV2Command, type ListObjectsV2CommandOutput } from '@aws-sdk/client-s3'
import { normalizeEtag } from '@landfall/core/domain'
import { toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'

export interface ListedKey {
  key: string
  sizeBytes: number
  /** Without quotes. */
  etag: string | null
  lastModifiedAt: Date | null
}

/** Page by page, in the store's order; each page has the request's deadline. */
export async function* listKeys(context: S3Context, prefix: string): AsyncGenerator<ListedKey> {
  let token: string | undefined
  do {
    const page = await listPage(context, prefix, token)
    for (const item of page.Contents ?? []) {
      if (item.Key === undefined) continue
      yield {
        key: page.EncodingType === 'url' ? decodeKey(item.Key) : item.Key,
        sizeBytes: item.Size ?? 0,
        etag: normalizeEtag(item.ETag),
        lastModifiedAt: item.LastModified ?? null,
      }
    }
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

async function listPage(
  context: S3Context,
  prefix: string,
  token: string | undefined,
): Promise<ListObjectsV2CommandOutput> {
  const command = new ListObjectsV2Command({
    Bucket: context.bucket,
    Prefix: prefix,
    // A stranger's key may hold characters that XML 1.0 cannot, and one such key would break the whole page.
    EncodingType: 'url',
    ...(token === undefined ? {} : { ContinuationToken: token }),
  })
  try {
    return await context.send(signal => context.client.send(command, { abortSignal: signal }))
  } catch (error) {
    throw toPortError(error)
  }
}

/** S3's `url` encoding is that of a form: a blank is `+`, a plus `%2B`. */
function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '))
}

import {
  ListObjectsV2Command,
  type ListObjectsV2CommandInput,
  type ListObjectsV2CommandOutput,
} from '@aws-sdk/client-s3'
import { normalizeEtag } from '@landfall/core/domain'
import type { ListedKey, ListedPage } from '@landfall/core/ports'
import { toPortError } from '../errors.ts'
import type { S3Context } from '../s3-context.ts'

/** Page by page, in the store's order; each page has the request's deadline. */
export async function* listKeys(context: S3Context, prefix: string): AsyncGenerator<ListedKey> {
  let token: string | undefined
  do {
    const page = await askForPage(context, { Prefix: prefix, ContinuationToken: token })
    yield* keysOf(page)
    token = page.IsTruncated === true ? page.NextContinuationToken : undefined
  } while (token !== undefined)
}

/** One page from anywhere: `StartAfter` needs no token of an earlier answer, so a walk can stop and go on. */
export async function listPage(
  context: S3Context,
  { prefix, after, limit }: { prefix: string; after: string; limit: number },
): Promise<ListedPage> {
  const asked = { Prefix: prefix, MaxKeys: limit, ...(after === '' ? {} : { StartAfter: after }) }
  const page = await askForPage(context, asked)
  return { keys: [...keysOf(page)], isLast: page.IsTruncated !== true }
}

function* keysOf(page: ListObjectsV2CommandOutput): Generator<ListedKey> {
  for (const item of page.Contents ?? []) {
    if (item.Key === undefined) continue
    yield {
      key: page.EncodingType === 'url' ? decodeKey(item.Key) : item.Key,
      sizeBytes: item.Size ?? 0,
      etag: normalizeEtag(item.ETag),
      lastModifiedAt: item.LastModified ?? null,
    }
  }
}

async function askForPage(
  context: S3Context,
  asked: Omit<ListObjectsV2CommandInput, 'Bucket'>,
): Promise<ListObjectsV2CommandOutput> {
  const command = new ListObjectsV2Command({
    Bucket: context.bucket,
    // A stranger's key may hold characters that XML 1.0 cannot, and one such key would break the whole page.
    EncodingType: 'url',
    ...asked,
  })
  try {
    return await context.send(signal => context.client.send(command, { abortSignal: signal }))
  } catch (error) {
    throw toPortError(error)
  }
}

/** S3's `url` encoding is that of a form: a blank is `+`, a plus `%2B`. */
export function decodeKey(encoded: string): string {
  return decodeURIComponent(encoded.replaceAll('+', ' '))
}

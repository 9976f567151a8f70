import {
  ListObjectsV2Command,
  type ListObjectsV2CommandOutput,
  ListObjectVersionsCommand,
  type ListObjectVersionsCommandOutput,
  type S3Client,
} from '@aws-sdk/client-s3'
import { expect } from 'vitest'
import type { Operation } from './operations.ts'

/** Lists a real bucket to its end, page by page, and says what the pages hold together in the model's words. */
type Of<TKind extends Operation['kind']> = Extract<Operation, { kind: TKind }>
type Place = { client: S3Client; bucket: string }

const decoded = (text: string | undefined) => decodeURIComponent(text ?? '')
const prefixesOf = (page: { CommonPrefixes?: { Prefix?: string | undefined }[] | undefined }) =>
  (page.CommonPrefixes ?? []).map(item => decoded(item.Prefix))

/** Far more than a model's bucket can fill: a list that never ends shall fail and not hang. */
const MAX_PAGES = 1000

/** Every page but the last is full, and only an empty list has an empty page. */
function expectFullPages(sizes: number[], pageSize: number): void {
  const total = sizes.reduce((sum, size) => sum + size, 0)
  expect(sizes.slice(0, -1)).toEqual(sizes.slice(0, -1).map(() => pageSize))
  expect(sizes).toHaveLength(Math.max(1, Math.ceil(total / pageSize)))
}

export async function list({ client, bucket }: Place, operation: Of<'list'>) {
  const pages: ListObjectsV2CommandOutput[] = []
  let token: string | undefined
  do {
    const page: ListObjectsV2CommandOutput = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: operation.prefix,
        Delimiter: operation.delimiter,
        MaxKeys: operation.pageSize,
        StartAfter: operation.startAfter,
        EncodingType: 'url',
        ContinuationToken: token,
      }),
    )
    pages.push(page)
    expect(pages.length).toBeLessThan(MAX_PAGES)
    token = page.NextContinuationToken
    expect(page.IsTruncated).toBe(token !== undefined)
  } while (token !== undefined)
  expectFullPages(
    pages.map(page => page.KeyCount ?? 0),
    operation.pageSize,
  )
  const objects = pages.flatMap(page => page.Contents ?? [])
  return {
    objects: objects.map(item => ({ key: decoded(item.Key), size: item.Size, etag: item.ETag })),
    prefixes: pages.flatMap(prefixesOf),
  }
}

export async function listVersions({ client, bucket }: Place, operation: Of<'listVersions'>) {
  const pages: ListObjectVersionsCommandOutput[] = []
  let markers: { KeyMarker?: string; VersionIdMarker?: string | undefined } | undefined = {}
  while (markers) {
    const page: ListObjectVersionsCommandOutput = await client.send(
      new ListObjectVersionsCommand({
        Bucket: bucket,
        Prefix: operation.prefix,
        Delimiter: operation.delimiter,
        MaxKeys: operation.pageSize,
        EncodingType: 'url',
        ...markers,
      }),
    )
    pages.push(page)
    expect(pages.length).toBeLessThan(MAX_PAGES)
    markers = page.IsTruncated
      ? { KeyMarker: decoded(page.NextKeyMarker), VersionIdMarker: page.NextVersionIdMarker }
      : undefined
  }
  const sizes = pages.map(page =>
    [page.Versions, page.DeleteMarkers, page.CommonPrefixes].reduce(
      (sum, items) => sum + (items?.length ?? 0),
      0,
    ),
  )
  expectFullPages(sizes, operation.pageSize)
  const described = (
    item: Partial<Record<'Key' | 'VersionId' | 'ETag', string | undefined>> & {
      IsLatest?: boolean | undefined
    },
  ) => ({
    key: decoded(item.Key),
    id: item.VersionId,
    isLatest: item.IsLatest,
    etag: item.ETag,
  })
  return {
    versions: pages.flatMap(page => page.Versions ?? []).map(described),
    markers: pages.flatMap(page => page.DeleteMarkers ?? []).map(described),
    prefixes: pages.flatMap(prefixesOf),
  }
}

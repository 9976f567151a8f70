import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createS3ObjectStore, type S3Config } from '../../src/index.ts'

/** Ways in which stores were seen to differ from S3 while answering 200. */
export interface Faults {
  ignoresIfNoneMatch?: boolean
  /** Looks whether the key is there, and writes only later. */
  losesRaces?: boolean
  /** Answers 412, but the bytes are in place by then. */
  writesBeforeRefusing?: boolean
  /** Obeys the headers that come, and does not miss those that were signed and left out. */
  forgivesMissingHeaders?: boolean
  acceptsUnsignedHeaders?: boolean
  ignoresSignedLength?: boolean
  /** Takes no notice of a checksum, and has none to show. */
  dropsChecksums?: boolean
  ignoresCopyCondition?: boolean
  copiesWithoutChecksum?: boolean
  ignoresDeleteCondition?: boolean
  /** As S3 does for a caller without s3:ListBucket. */
  deniesMissingKeys?: boolean
  /** `501 NotImplemented` to every condition, as some stores answer. */
  implementsNoConditions?: boolean
  /** A version id per PUT, and a list of versions, a few to the page. */
  versionIds?: boolean
  /** Without s3:ListBucketVersions. */
  deniesVersions?: boolean
  /** Answers this to every presigned PUT. */
  failsPutsWith?: number
}

export interface MisbehavingProxy extends AsyncDisposable {
  config: S3Config
  /** Deletes that named a version. */
  versionsDeleted: string[]
}

/**
 * A store with faults: stands before a good one, passes on what it need not spoil, and does the rest itself with
 * credentials of its own, since a request changed on the way would fail its signature.
 */
export async function startMisbehavingProxy(behind: S3Config, faults: Faults): Promise<MisbehavingProxy> {
  const store = createS3ObjectStore(behind)
  const versionsDeleted: string[] = []
  const spoil = { store, bucket: behind.bucket, endpoint: behind.endpoint ?? '', faults, versionsDeleted }
  const server = createServer((request, response) => {
    answer(spoil, request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return {
    config: { ...behind, endpoint: `http://127.0.0.1:${address.port}` },
    versionsDeleted,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections()
      await new Promise(resolve => server.close(resolve))
      store.close()
    },
  }
}

interface Spoil {
  store: ReturnType<typeof createS3ObjectStore>
  bucket: string
  endpoint: string
  faults: Faults
  versionsDeleted: string[]
}

async function answer(spoil: Spoil, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = keyOf(spoil, request)
  const spoiled = key === '' ? await spoiledList(spoil, request) : await spoiledAnswer(spoil, request, key)
  if (spoiled === null) return pass(spoil, request, response)
  request.resume()
  response.writeHead(spoiled.status, spoiled.headers)
  response.end(request.method === 'HEAD' ? undefined : spoiled.body)
}

interface Answer {
  status: number
  headers?: Record<string, string>
  body?: string
}

/** `null`: this one is passed on as it is. */
async function spoiledAnswer(spoil: Spoil, request: IncomingMessage, key: string): Promise<Answer | null> {
  const { headers, method } = request
  if (spoil.faults.implementsNoConditions && isConditional(headers)) return errorAnswer(501, 'NotImplemented')
  if (method === 'HEAD') return spoiledHead(spoil, key)
  if (method === 'DELETE') return spoiledDelete(spoil, request, key)
  if (method !== 'PUT') return null
  if (isPresigned(request)) return spoiledUpload(spoil, request, key)
  return headers['x-amz-copy-source'] === undefined ? null : spoiledCopy(spoil, request, key)
}

async function spoiledUpload(spoil: Spoil, request: IncomingMessage, key: string): Promise<Answer | null> {
  const { faults, store } = spoil
  const { headers } = request
  if (faults.failsPutsWith !== undefined) return errorAnswer(faults.failsPutsWith, 'Whatever')
  const isConditioned = headers['if-none-match'] === '*'
  if (isConditioned && faults.losesRaces) return racyUpload(spoil, request, key)
  if (isConditioned && faults.writesBeforeRefusing && (await store.head(key)) !== null) {
    await store.putBytes(key, await buffer(request), 'text/plain')
    return errorAnswer(412, 'PreconditionFailed')
  }
  if (!isBlindTo(faults, request)) return faults.versionIds ? storeWithVersion(spoil, request, key) : null
  return stored(await store.putBytes(key, await buffer(request), headers['content-type'] ?? ''))
}

async function racyUpload({ store }: Spoil, request: IncomingMessage, key: string): Promise<Answer> {
  if ((await store.head(key)) !== null) return errorAnswer(412, 'PreconditionFailed')
  await new Promise(resolve => setTimeout(resolve, 50))
  return stored(await store.putBytes(key, await buffer(request), 'text/plain'))
}

/** Whether the PUT carries just what this store does not look at. */
function isBlindTo(faults: Faults, { url = '', headers }: IncomingMessage): boolean {
  const signed = new URL(url, 'http://x').searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? []
  if (faults.ignoresIfNoneMatch && signed.includes('if-none-match')) return true
  if (faults.dropsChecksums && signed.includes('x-amz-checksum-sha256')) return true
  if (faults.ignoresSignedLength && signed.includes('content-length')) return true
  if (faults.forgivesMissingHeaders && signed.some(name => headers[name] === undefined)) return true
  const hasUnsigned = Object.keys(headers).some(name => name.startsWith('x-amz-') && !signed.includes(name))
  return faults.acceptsUnsignedHeaders === true && hasUnsigned
}

async function storeWithVersion(spoil: Spoil, request: IncomingMessage, key: string): Promise<Answer> {
  const { etag } = await spoil.store.putBytes(key, await buffer(request), 'text/plain')
  return { status: 200, headers: { etag: `"${etag}"`, 'x-amz-version-id': 'v1' } }
}

async function spoiledCopy(spoil: Spoil, request: IncomingMessage, key: string): Promise<Answer | null> {
  const { faults, store } = spoil
  const wantsChecksum = request.headers['x-amz-checksum-algorithm'] !== undefined
  if (!faults.ignoresCopyCondition && !(faults.copiesWithoutChecksum && wantsChecksum)) return null
  const source = decodeURIComponent(String(request.headers['x-amz-copy-source']))
  const sourceKey = source.slice(spoil.bucket.length + 1)
  const observed = await store.head(sourceKey)
  await store.copy({
    sourceKey,
    sourceVersionId: null,
    targetKey: key,
    ifSourceEtag: observed?.etag ?? '',
    contentType: 'text/plain',
    checksumAlgorithm: null,
  })
  return { status: 200, body: `<CopyObjectResult><ETag>"${observed?.etag}"</ETag></CopyObjectResult>` }
}

async function spoiledDelete(spoil: Spoil, request: IncomingMessage, key: string): Promise<Answer | null> {
  const versionId = new URL(request.url ?? '', 'http://x').searchParams.get('versionId')
  if (versionId !== null) spoil.versionsDeleted.push(`${key} ${versionId}`)
  const ignoresCondition = spoil.faults.ignoresDeleteCondition && request.headers['if-match'] !== undefined
  if (versionId === null && !ignoresCondition) return null
  await spoil.store.delete(key)
  return { status: 204 }
}

async function spoiledList({ store, faults }: Spoil, request: IncomingMessage): Promise<Answer | null> {
  const query = new URL(request.url ?? '', 'http://x').searchParams
  if (!query.has('versions')) return null
  if (faults.deniesVersions) return errorAnswer(403, 'AccessDenied')
  const after = query.get('key-marker') ?? ''
  const keys: string[] = []
  for await (const { key } of store.listKeys(query.get('prefix') ?? '')) if (key > after) keys.push(key)
  const page = keys.sort().slice(0, 4)
  const versions = page.map(key => `<Version><Key>${key}</Key><VersionId>v1</VersionId></Version>`).join('')
  const next =
    keys.length > page.length
      ? `<IsTruncated>true</IsTruncated><NextKeyMarker>${page.at(-1)}</NextKeyMarker>`
      : ''
  return { status: 200, body: `<ListVersionsResult>${next}${versions}</ListVersionsResult>` }
}

async function spoiledHead(spoil: Spoil, key: string): Promise<Answer | null> {
  const observed = await spoil.store.head(key)
  if (observed === null) return spoil.faults.deniesMissingKeys ? { status: 403 } : null
  if (!spoil.faults.dropsChecksums) return null
  const { etag, sizeBytes } = observed
  return { status: 200, headers: { etag: `"${etag}"`, 'content-length': String(sizeBytes) } }
}

function isConditional(headers: IncomingMessage['headers']): boolean {
  return ['if-match', 'if-none-match', 'x-amz-copy-source-if-match'].some(name => headers[name] !== undefined)
}

function isPresigned(request: IncomingMessage): boolean {
  return request.url?.includes('X-Amz-Signature=') === true
}

function keyOf({ bucket }: Spoil, request: IncomingMessage): string {
  const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname)
  return path.slice(bucket.length + 2)
}

function stored({ etag }: { etag: string }): Answer {
  return { status: 200, headers: { etag: `"${etag}"` } }
}

function errorAnswer(status: number, code: string): Answer {
  return { status, body: `<Error><Code>${code}</Code><Message>because</Message></Error>` }
}

/** As it came, Host included: the signature covers it. */
function pass({ endpoint }: Spoil, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { method, headers, url } = request
  return new Promise((resolve, reject) => {
    const onward = httpRequest(`${endpoint}${url}`, { method, headers }, answered => {
      response.writeHead(answered.statusCode ?? 502, answered.headers)
      answered.pipe(response)
      answered.on('end', resolve)
    })
    onward.on('error', reject)
    request.pipe(onward)
  })
}

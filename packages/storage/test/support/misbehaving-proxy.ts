import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from 'node:http'
import { buffer } from 'node:stream/consumers'
import { createS3ObjectStore, type S3Config } from '../../src/index.ts'

/** Ways in which stores were seen to differ from S3 that the embedded store cannot play: it looks at all that is signed. */
export interface Misbehavior {
  /** Looks whether the key is there, and writes only later. */
  losesRaces?: boolean
  /** Answers 412, but the bytes are in place by then. */
  writesBeforeRefusing?: boolean
  /** Obeys the headers that come, and does not miss those that were signed and left out. */
  forgivesMissingHeaders?: boolean
  acceptsUnsignedHeaders?: boolean
  ignoresSignedLength?: boolean
  /** As S3 does for a caller without s3:ListBucket. */
  deniesMissingKeys?: boolean
}

export interface MisbehavingProxy extends AsyncDisposable {
  config: S3Config
}

/**
 * A store with faults: stands before a good one, passes on what it need not spoil, and does the rest itself with
 * credentials of its own, since a request changed on the way would fail its signature.
 */
export async function startMisbehavingProxy(
  behind: S3Config,
  misbehavior: Misbehavior,
): Promise<MisbehavingProxy> {
  const store = createS3ObjectStore(behind)
  const spoil = { store, bucket: behind.bucket, endpoint: behind.endpoint ?? '', misbehavior }
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
  misbehavior: Misbehavior
}

async function answer(spoil: Spoil, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const key = keyOf(spoil, request)
  const spoiled = key === '' ? null : await spoiledAnswer(spoil, request, key)
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
  const { misbehavior, store } = spoil
  if (request.method === 'HEAD') {
    return misbehavior.deniesMissingKeys && (await store.head(key)) === null ? { status: 403 } : null
  }
  return request.method === 'PUT' && isPresigned(request) && !isPart(request)
    ? spoiledUpload(spoil, request, key)
    : null
}

async function spoiledUpload(spoil: Spoil, request: IncomingMessage, key: string): Promise<Answer | null> {
  const { misbehavior, store } = spoil
  const { headers } = request
  const isConditioned = headers['if-none-match'] === '*'
  if (isConditioned && misbehavior.losesRaces) return racyUpload(spoil, request, key)
  if (isConditioned && misbehavior.writesBeforeRefusing && (await store.head(key)) !== null) {
    await store.putBytes(key, await buffer(request), 'text/plain')
    return preconditionFailed()
  }
  if (!isBlindTo(misbehavior, request)) return null
  return stored(await store.putBytes(key, await buffer(request), headers['content-type'] ?? ''))
}

async function racyUpload({ store }: Spoil, request: IncomingMessage, key: string): Promise<Answer> {
  if ((await store.head(key)) !== null) return preconditionFailed()
  await new Promise(resolve => setTimeout(resolve, 50))
  return stored(await store.putBytes(key, await buffer(request), 'text/plain'))
}

/** Whether the PUT carries just what this store does not look at. */
function isBlindTo(misbehavior: Misbehavior, { url = '', headers }: IncomingMessage): boolean {
  const signed = new URL(url, 'http://x').searchParams.get('X-Amz-SignedHeaders')?.split(';') ?? []
  if (misbehavior.ignoresSignedLength && signed.includes('content-length')) return true
  if (misbehavior.forgivesMissingHeaders && signed.some(name => headers[name] === undefined)) return true
  const hasUnsigned = Object.keys(headers).some(name => name.startsWith('x-amz-') && !signed.includes(name))
  return misbehavior.acceptsUnsignedHeaders === true && hasUnsigned
}

function isPresigned(request: IncomingMessage): boolean {
  return request.url?.includes('X-Amz-Signature=') === true
}

/** Parts go through as they are: what is spoiled here are whole objects. */
function isPart(request: IncomingMessage): boolean {
  return request.url?.includes('partNumber=') === true
}

function keyOf({ bucket }: Spoil, request: IncomingMessage): string {
  const path = decodeURIComponent(new URL(request.url ?? '', 'http://x').pathname)
  return path.slice(bucket.length + 2)
}

function stored({ etag }: { etag: string }): Answer {
  return { status: 200, headers: { etag: `"${etag}"` } }
}

function preconditionFailed(): Answer {
  return { status: 412, body: '<Error><Code>PreconditionFailed</Code><Message>because</Message></Error>' }
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

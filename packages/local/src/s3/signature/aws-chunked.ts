import { createHash, type Hash } from 'node:crypto'
import { S3Error } from '../s3-error.ts'
import { isSameSignature, sha256Hex, sign } from './canonical-request.ts'
import { type ChunkSignatureChain, EMPTY_SHA256, type PayloadRule } from './payload-rule.ts'

/**
 * Decodes `Content-Encoding: aws-chunked`, S3's own framing inside the body: `size[;chunk-signature=…]\r\n data \r\n`,
 * a chunk of size 0, and optional trailing headers. Bytes are handed on as they come; a chunk's signature is checked
 * when it ends, so the caller must not keep anything before the iteration has finished.
 */
export type AwsChunkedBody = {
  chunks: AsyncIterable<Buffer>
  /** Filled once `chunks` has ended; names in lower case. */
  trailers: Map<string, string>
}

type ChunkedRule = Extract<PayloadRule, { kind: 'aws-chunked' }>

const MAX_LINE_BYTES = 4096
const MAX_TRAILER_LINES = 20
const MIN_CHUNK_BYTES = 8192
const CRLF = Buffer.from('\r\n')

/** Reads lines and counted bytes from a stream of buffers without joining the payload. */
class ByteReader {
  readonly #source: AsyncIterator<Buffer>
  #rest: Buffer = Buffer.alloc(0)

  constructor(source: AsyncIterable<Buffer>) {
    this.#source = source[Symbol.asyncIterator]()
  }

  async #more(): Promise<void> {
    const next = await this.#source.next()
    if (next.done) throw new S3Error('IncompleteBody')
    this.#rest = this.#rest.length === 0 ? next.value : Buffer.concat([this.#rest, next.value])
  }

  async line(): Promise<string> {
    let end = this.#rest.indexOf(CRLF)
    while (end < 0) {
      if (this.#rest.length > MAX_LINE_BYTES) throw new S3Error('IncompleteBody')
      await this.#more()
      end = this.#rest.indexOf(CRLF)
    }
    const text = this.#rest.toString('latin1', 0, end)
    this.#rest = this.#rest.subarray(end + 2)
    return text
  }

  async some(maxBytes: number): Promise<Buffer> {
    if (this.#rest.length === 0) await this.#more()
    const piece = this.#rest.subarray(0, maxBytes)
    this.#rest = this.#rest.subarray(piece.length)
    return piece
  }

  async end(): Promise<void> {
    const isOver = this.#rest.length === 0 && (await this.#source.next()).done
    if (!isOver) throw new S3Error('IncompleteBody')
  }

  /** Lets go of the source, also in the middle: it would go on gathering bytes that nobody takes. */
  async close(): Promise<void> {
    await this.#source.return?.()
  }
}

/** Without a chain (the unsigned form) nothing is hashed and nothing is asked for. */
class ChunkVerifier {
  readonly #chain: ChunkSignatureChain | undefined
  #previous: string
  #hash: Hash | undefined

  constructor(chain: ChunkSignatureChain | undefined) {
    this.#chain = chain
    this.#previous = chain?.seed ?? ''
  }

  begin(): void {
    if (this.#chain) this.#hash = createHash('sha256')
  }

  update(piece: Buffer): void {
    this.#hash?.update(piece)
  }

  endChunk(claimed: string | undefined): void {
    if (!this.#hash) return
    this.#check('AWS4-HMAC-SHA256-PAYLOAD', [EMPTY_SHA256, this.#hash.digest('hex')], claimed)
  }

  endTrailer(canonicalTrailer: string, claimed: string | undefined): void {
    this.#check('AWS4-HMAC-SHA256-TRAILER', [sha256Hex(canonicalTrailer)], claimed)
  }

  #check(kind: string, hashes: string[], claimed: string | undefined): void {
    if (!this.#chain) return
    const text = [kind, this.#chain.timestamp, this.#chain.scope, this.#previous, ...hashes].join('\n')
    const expected = sign(this.#chain.key, text)
    if (claimed === undefined || !isSameSignature(claimed, expected))
      throw new S3Error('SignatureDoesNotMatch')
    this.#previous = expected
  }
}

function parseChunkHeader(line: string): { size: number; signature: string | undefined } {
  const match = /^([0-9a-fA-F]{1,16})(?:;chunk-signature=([0-9a-f]{64}))?$/.exec(line)
  if (!match) throw new S3Error('IncompleteBody')
  return { size: Number.parseInt(match[1] ?? '', 16), signature: match[2] }
}

async function* readChunks(reader: ByteReader, verifier: ChunkVerifier): AsyncGenerator<Buffer> {
  let wasSmall = false
  for (;;) {
    const { size, signature } = parseChunkHeader(await reader.line())
    if (size > 0 && wasSmall) throw new S3Error('InvalidChunkSizeError')
    wasSmall = size < MIN_CHUNK_BYTES
    verifier.begin()
    for (let left = size; left > 0; ) {
      const piece = await reader.some(left)
      left -= piece.length
      verifier.update(piece)
      yield piece
    }
    verifier.endChunk(signature)
    if (size === 0) return
    if ((await reader.line()) !== '') throw new S3Error('IncompleteBody')
  }
}

async function readTrailers(reader: ByteReader, trailers: Map<string, string>): Promise<void> {
  for (let line = await reader.line(); line !== ''; line = await reader.line()) {
    const at = line.indexOf(':')
    if (at <= 0 || trailers.size >= MAX_TRAILER_LINES) throw new S3Error('MalformedTrailerError')
    trailers.set(line.slice(0, at).trim().toLowerCase(), line.slice(at + 1).trim())
  }
}

function canonicalTrailer(trailers: Map<string, string>): string {
  return [...trailers].map(([name, value]) => `${name}:${value}\n`).join('')
}

export function decodeAwsChunked(source: AsyncIterable<Buffer>, rule: ChunkedRule): AwsChunkedBody {
  const trailers = new Map<string, string>()
  const reader = new ByteReader(source)
  const verifier = new ChunkVerifier(rule.chain)
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      yield* readChunks(reader, verifier)
      await readTrailers(reader, trailers)
      await reader.end()
    } finally {
      await reader.close()
    }
    const signature = trailers.get('x-amz-trailer-signature')
    trailers.delete('x-amz-trailer-signature')
    if (rule.hasTrailer) verifier.endTrailer(canonicalTrailer(trailers), signature)
    else if (trailers.size > 0) throw new S3Error('MalformedTrailerError')
  }
  return { chunks: chunks(), trailers }
}

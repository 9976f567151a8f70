import { createReadStream } from 'node:fs'
import { stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LandfallError } from '../errors/landfall-error.ts'
import { sourceFromBlob } from './blob-source.ts'
import { contentTypeOf } from './content-type-of.ts'
import { exactly } from './exactly.ts'
import type { Source, SourceHints, UploadInput } from './source.ts'
import { sourceChanged, sourceUnreadable } from './source-errors.ts'
import { sourceFromStream } from './stream-source.ts'

const CHUNK_BYTES = 256 * 1024

export async function openNodeSource(input: UploadInput, hints: SourceHints): Promise<Source> {
  if (input instanceof Blob) return sourceFromBlob(input)
  if (input instanceof Uint8Array) return sourceFromBytes(input)
  if (input instanceof ArrayBuffer) return sourceFromBytes(new Uint8Array(input))
  if (Symbol.asyncIterator in input) return sourceFromStream(input, hints)
  if ('path' in input) return sourceFromPath(input.path)
  throw sourceUnreadable(
    'Upload a { path }, a Blob or File, a Uint8Array or Buffer, an ArrayBuffer, or a stream with fileSizeBytes',
  )
}

function sourceFromBytes(bytes: Uint8Array): Source {
  return {
    filename: null,
    contentType: null,
    sizeBytes: bytes.byteLength,
    blob: null,
    isReplayable: true,
    canOpen: () => true,
    open: () => slices(bytes),
    readSha256: () => null,
  }
}

/** In pieces, so that progress shows and the socket is not handed everything at once. */
async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
    yield bytes.subarray(start, start + CHUNK_BYTES)
  }
}

async function sourceFromPath(pathOrUrl: string | URL): Promise<Source> {
  const path = pathOrUrl instanceof URL ? fileURLToPath(pathOrUrl) : pathOrUrl
  const opened = await statFile(path)
  return {
    filename: basename(path),
    contentType: contentTypeOf(path),
    sizeBytes: opened.size,
    blob: null,
    isReplayable: true,
    canOpen: () => true,
    open: () => exactly(opened.size, readUnchanged(path, opened)),
    readSha256: () => null,
  }
}

type Opened = { size: number; mtimeMs: number }

/** The bytes that were hashed have to be the bytes that are sent. */
async function* readUnchanged(path: string, opened: Opened): AsyncGenerator<Uint8Array> {
  const now = await statFile(path)
  if (now.size !== opened.size || now.mtimeMs !== opened.mtimeMs) {
    throw sourceChanged(`${path} changed while it was being uploaded`, {
      expected: opened.size,
      observed: now.size,
    })
  }
  try {
    yield* createReadStream(path, { highWaterMark: CHUNK_BYTES })
  } catch (cause) {
    throw sourceUnreadable(`${path} could not be read`, cause)
  }
}

async function statFile(path: string): Promise<Opened> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return stats
  } catch (cause) {
    throw sourceUnreadable(`${path} could not be read`, cause)
  }
  throw new LandfallError({ code: 'SOURCE_UNREADABLE', message: `${path} is not a file` })
}

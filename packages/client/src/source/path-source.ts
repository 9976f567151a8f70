import { open, stat } from 'node:fs/promises'
import { basename } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LandfallError } from '../errors/landfall-error.ts'
import { contentTypeOf } from './content-type-of.ts'
import { exactly } from './exactly.ts'
import type { Body, Source } from './source.ts'
import { sourceChanged, sourceUnreadable } from './source-errors.ts'

const CHUNK_BYTES = 256 * 1024

export async function sourceFromPath(pathOrUrl: string | URL): Promise<Source> {
  const path = pathOrUrl instanceof URL ? fileURLToPath(pathOrUrl) : pathOrUrl
  const opened = await statFile(path)
  const slice = (start: number, end: number): Body => ({
    sizeBytes: end - start,
    blob: null,
    open: () => exactly(end - start, readUnchanged({ path, opened }, start, end)),
  })
  return {
    ...slice(0, opened.size),
    filename: basename(path),
    contentType: contentTypeOf(path),
    modifiedAtMs: opened.mtimeMs,
    isReplayable: true,
    canOpen: () => true,
    slice,
    readDigests: () => null,
  }
}

type Opened = { size: number; mtimeMs: number }

/** The bytes that were hashed have to be the bytes that are sent, and all parts parts of one file. */
async function* readUnchanged(
  { path, opened }: { path: string; opened: Opened },
  start: number,
  end: number,
): AsyncGenerator<Uint8Array> {
  const now = await statFile(path)
  if (now.size !== opened.size || now.mtimeMs !== opened.mtimeMs) {
    throw sourceChanged(`${path} changed while it was being uploaded`, {
      expected: opened.size,
      observed: now.size,
    })
  }
  try {
    yield* readRange(path, start, end === opened.size ? Number.POSITIVE_INFINITY : end)
  } catch (cause) {
    throw sourceUnreadable(`${path} could not be read${reasonOf(cause)}`, cause)
  }
}

/**
 * One buffer for all chunks: fresh ones pile up faster than they are collected, some hundred megabytes of them while a
 * large file is sent. Without an end it reads on, so that a file that grew is noticed.
 */
async function* readRange(path: string, start: number, end: number): AsyncGenerator<Uint8Array> {
  await using file = await open(path)
  const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES)
  for (let at = start; at < end; ) {
    const { bytesRead } = await file.read(buffer, 0, Math.min(CHUNK_BYTES, end - at), at)
    if (bytesRead === 0) return
    at += bytesRead
    yield buffer.subarray(0, bytesRead)
  }
}

async function statFile(path: string): Promise<Opened> {
  try {
    const stats = await stat(path)
    if (stats.isFile()) return stats
  } catch (cause) {
    throw sourceUnreadable(`${path} could not be read${reasonOf(cause)}`, cause)
  }
  throw new LandfallError({ code: 'SOURCE_UNREADABLE', message: `${path} is not a file` })
}

/** As the system names it, without the path that is told already. */
const reasonOf = (cause: unknown) =>
  cause instanceof Error && 'code' in cause ? `: ${cause.message.replace(/, \w+( '.*')?$/s, '')}` : ''

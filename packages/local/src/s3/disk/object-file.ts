import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { NULL_VERSION, type StoredMeta } from './object-meta.ts'

/**
 * One object is one file: its bytes from offset 0, then its metadata as JSON, then a footer that finds and proves the
 * JSON. So bytes and metadata become visible, are replaced and vanish by one rename or unlink, and an open file handle
 * is a snapshot of both. A file without a valid footer is not an object.
 */
const MAGIC = Buffer.from('LFOBJ\u0000\u0000\u0001', 'latin1')
/** crc32 of the JSON, its length, the magic. */
const FOOTER_BYTES = 4 + 4 + MAGIC.length
/** One read gets the footer and, but for very long keys and much metadata, the JSON as well. */
const TAIL_BYTES = 4096

/** What stands behind the bytes of a file: of an object, or of a part of one. */
type Described = { size: number }

export function encodeTrailer(meta: Described): Buffer {
  const json = Buffer.from(JSON.stringify(meta))
  const footer = Buffer.alloc(8)
  footer.writeUInt32BE(crc32(json), 0)
  footer.writeUInt32BE(json.length, 4)
  return Buffer.concat([json, footer, MAGIC])
}

/** undefined where the footer or the JSON is not what encodeTrailer wrote for a file of this size. */
function decodeTrailer<TMeta extends Described>(trailer: Buffer, fileBytes: number): TMeta | undefined {
  const json = trailer.subarray(0, trailer.length - FOOTER_BYTES)
  const footer = trailer.subarray(trailer.length - FOOTER_BYTES)
  if (!footer.subarray(8).equals(MAGIC) || crc32(json) !== footer.readUInt32BE(0)) return undefined
  // Files from before there was versioning have no stamp: they are the oldest version of their key, the null version.
  const meta = { versionId: NULL_VERSION, sequence: 0, ...JSON.parse(json.toString()) } as unknown as TMeta
  return meta.size + trailer.length === fileBytes ? meta : undefined
}

/** The trailer's length as its footer states it; undefined for a file that has none. */
function trailerBytes(tail: Buffer, fileBytes: number): number | undefined {
  if (tail.length < FOOTER_BYTES || !tail.subarray(tail.length - MAGIC.length).equals(MAGIC)) return undefined
  const length = tail.readUInt32BE(tail.length - FOOTER_BYTES + 4) + FOOTER_BYTES
  return length <= fileBytes ? length : undefined
}

type ReadTail = (length: number, position: number) => Buffer

function parseTail<TMeta extends Described>(read: ReadTail, fileBytes: number): TMeta | undefined {
  const tailBytes = Math.min(fileBytes, TAIL_BYTES)
  const tail = read(tailBytes, fileBytes - tailBytes)
  const length = trailerBytes(tail, fileBytes)
  if (length === undefined) return undefined
  const trailer =
    length <= tail.length ? tail.subarray(tail.length - length) : read(length, fileBytes - length)
  return decodeTrailer(trailer, fileBytes)
}

/** For the scan at start, where nobody waits for the event loop and system calls are what costs. */
export function readMetaSync<TMeta extends Described>(fd: number, fileBytes: number): TMeta | undefined {
  return parseTail((length, position) => {
    const buffer = Buffer.alloc(length)
    readSync(fd, buffer, 0, length, position)
    return buffer
  }, fileBytes)
}

export async function readObjectMeta(file: FileHandle): Promise<StoredMeta | undefined> {
  const { size: fileBytes } = await file.stat()
  const read = async (length: number): Promise<Buffer> => {
    const buffer = Buffer.alloc(Math.min(length, fileBytes))
    await file.read(buffer, 0, buffer.length, fileBytes - buffer.length)
    return buffer
  }
  let tail = await read(TAIL_BYTES)
  const length = trailerBytes(tail, fileBytes)
  if (length !== undefined && length > tail.length) tail = await read(length)
  return parseTail((bytes, position) => {
    const start = position - (fileBytes - tail.length)
    return tail.subarray(start, start + bytes)
  }, fileBytes)
}

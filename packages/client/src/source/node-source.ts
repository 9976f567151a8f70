import { sourceFromBlob } from './blob-source.ts'
import { sourceFromBytes } from './bytes-source.ts'
import { sourceFromPath } from './path-source.ts'
import type { Source, SourceHints, UploadInput } from './source.ts'
import { sourceUnreadable } from './source-errors.ts'
import { sourceFromStream } from './stream-source.ts'

export async function openNodeSource(input: UploadInput, hints: SourceHints): Promise<Source> {
  if (input instanceof Blob) return sourceFromBlob(input)
  if (input instanceof Uint8Array) return sourceFromBytes(input)
  if (input instanceof ArrayBuffer) return sourceFromBytes(new Uint8Array(input))
  if (Symbol.asyncIterator in input) return sourceFromStream(input, hints)
  if ('path' in input) return sourceFromPath(input.path)
  throw sourceUnreadable(
    'Upload a { path }, a Blob or File, a Uint8Array or Buffer, an ArrayBuffer, or a stream',
  )
}

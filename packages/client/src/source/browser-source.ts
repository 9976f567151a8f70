import { blobOfBytes, sourceFromBlob } from './blob-source.ts'
import type { Source, UploadInput } from './source.ts'
import { sourceUnreadable } from './source-errors.ts'

export async function openBrowserSource(input: UploadInput): Promise<Source> {
  if (input instanceof Blob) return sourceFromBlob(input)
  if (input instanceof Uint8Array || input instanceof ArrayBuffer) return sourceFromBlob(blobOfBytes(input))
  throw sourceUnreadable('In a browser, upload a File, a Blob, a Uint8Array or an ArrayBuffer')
}

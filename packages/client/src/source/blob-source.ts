import type { Body, Source } from './source.ts'
import { sourceUnreadable } from './source-errors.ts'

/** A Blob or File, in a browser and in Node; read in chunks, however large it is. */
export function sourceFromBlob(blob: Blob): Source {
  const name = 'name' in blob && typeof blob.name === 'string' && blob.name !== '' ? blob.name : null
  return {
    ...bodyOfBlob(blob),
    filename: name,
    contentType: blob.type === '' ? null : blob.type,
    modifiedAtMs: 'lastModified' in blob && typeof blob.lastModified === 'number' ? blob.lastModified : null,
    isReplayable: true,
    canOpen: () => true,
    slice: (start, end) => bodyOfBlob(blob.slice(start, end)),
    readDigests: () => null,
  }
}

const bodyOfBlob = (blob: Blob): Body => ({ sizeBytes: blob.size, blob, open: () => readBlob(blob) })

/** Not `for await` over the stream: Safari's ReadableStream is not iterable. */
async function* readBlob(blob: Blob): AsyncGenerator<Uint8Array> {
  const reader = blob.stream().getReader()
  try {
    for (;;) {
      const { done, value } = await reader.read()
      if (done) return
      yield value
    }
  } catch (cause) {
    throw sourceUnreadable('The file could not be read; was it moved, changed or deleted?', cause)
  } finally {
    reader.cancel().catch(() => undefined)
  }
}

/** Views their bytes, does not copy them: whoever changes them meanwhile changes what is sent. */
export function blobOfBytes(bytes: Uint8Array | ArrayBuffer): Blob {
  // TypeScript 5.9 tells SharedArrayBuffer apart; browsers refuse one at run time, which is the right place.
  return new Blob([bytes as Uint8Array<ArrayBuffer> | ArrayBuffer])
}

/** What XHR and `fetch` send: only they take a file without reading it through the page. */
export function blobOf({ blob }: Pick<Body, 'blob'>): Blob {
  if (blob === null) throw sourceUnreadable('In a browser only a Blob can be sent')
  return blob
}

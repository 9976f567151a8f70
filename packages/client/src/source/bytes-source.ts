import type { Body, Source } from './source.ts'

const CHUNK_BYTES = 256 * 1024

/** Bytes in memory. */
export function sourceFromBytes(bytes: Uint8Array): Source {
  return {
    ...bodyOfBytes(bytes),
    filename: null,
    contentType: null,
    modifiedAtMs: null,
    isReplayable: true,
    canOpen: () => true,
    slice: (start, end) => bodyOfBytes(bytes.subarray(start, end)),
    readDigests: () => null,
  }
}

export const bodyOfBytes = (bytes: Uint8Array): Body => ({
  sizeBytes: bytes.byteLength,
  blob: null,
  open: () => slices(bytes),
})

/** In pieces, so that progress shows and the socket is not handed everything at once. */
async function* slices(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let start = 0; start < bytes.byteLength; start += CHUNK_BYTES) {
    yield bytes.subarray(start, start + CHUNK_BYTES)
  }
}

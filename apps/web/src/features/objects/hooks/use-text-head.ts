'use client'

import { useQuery } from '@tanstack/react-query'

/** Enough to see what it is; nobody reads a log of gigabytes here. */
const HEAD_BYTES = 64 * 1024

interface TextHead {
  text: string
  isWhole: boolean
}

/**
 * The beginning of a text. The download link says `attachment`, so a frame would save the file instead of showing it; it
 * is read here, and the rest of a long one is never fetched.
 */
export function useTextHead(blobId: string, url: string) {
  return useQuery({
    queryKey: ['text-head', blobId],
    queryFn: ({ signal }) => readHead(url, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
}

async function readHead(url: string, signal: AbortSignal): Promise<TextHead> {
  const response = await fetch(url, { signal })
  if (!response.ok || !response.body) throw new Error(`The store answered ${response.status}`)
  const reader = response.body.getReader()
  // Not fatal: a character cut in two at the end becomes a replacement character, as would bytes that are no text.
  const decoder = new TextDecoder()
  let text = ''
  for (let bytes = 0; bytes < HEAD_BYTES; ) {
    const { done, value } = await reader.read()
    if (done) return { text: text + decoder.decode(), isWhole: true }
    const piece = value.subarray(0, HEAD_BYTES - bytes)
    bytes += value.length
    text += decoder.decode(piece, { stream: true })
    if (bytes > HEAD_BYTES) break
  }
  await reader.cancel()
  return { text, isWhole: false }
}

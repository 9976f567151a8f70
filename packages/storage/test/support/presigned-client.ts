import type { SignedPut } from '@landfall/core/ports'
import type { GetAnswer, PutAnswer } from '@landfall/core/testing'

/** What a browser or curl does with a presigned URL: nothing of ours but the headers. */
export async function putTo(
  signed: SignedPut,
  body: Uint8Array,
  headers: Record<string, string> = signed.headers,
): Promise<PutAnswer> {
  const response = await fetch(signed.url, { method: 'PUT', headers, body: new Uint8Array(body) })
  await response.arrayBuffer()
  return { status: response.status, etag: response.headers.get('etag')?.replaceAll('"', '') ?? null }
}

export async function getFrom(url: string): Promise<GetAnswer> {
  const response = await fetch(url)
  return {
    status: response.status,
    headers: Object.fromEntries(response.headers),
    body: new Uint8Array(await response.arrayBuffer()),
  }
}

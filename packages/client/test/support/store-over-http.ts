import type { IncomingMessage, ServerResponse } from 'node:http'
import type { FakeObjectStore } from '@landfall/core/testing'

type SignedPut = Awaited<ReturnType<FakeObjectStore['presignPut']>>

/** Signs URLs that lead to `baseUrl`, and answers their PUTs as the fake store does. */
export function servePuts(store: FakeObjectStore, baseUrl: string) {
  const signedUrls = new Map<string, string>()
  const lead = async (signing: Promise<SignedPut>) => {
    const signed = await signing
    const { pathname, search } = new URL(signed.url)
    signedUrls.set(`${pathname}${search}`, signed.url)
    return { ...signed, url: `${baseUrl}${pathname}${search}` }
  }
  const { presignPut, presignPart } = store
  store.presignPut = request => lead(presignPut(request))
  store.presignPart = request => lead(presignPart(request))
  const prefix = new URL(baseUrl).pathname
  return async (incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> => {
    const body = await readBody(incoming)
    const url = signedUrls.get((incoming.url ?? '').slice(prefix.length)) ?? 'https://store.test/unsigned'
    const sent = Object.fromEntries(
      Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]),
    )
    const { status, etag } = await store.put({ url, headers: {} }, body, sent)
    outgoing.writeHead(status, etag === null ? {} : { etag: `"${etag}"` })
    outgoing.end()
  }
}

export async function readBody(incoming: IncomingMessage): Promise<Uint8Array> {
  const chunks: Buffer[] = []
  for await (const chunk of incoming) chunks.push(chunk)
  if (!incoming.complete) throw new Error('the body was cut off')
  return Buffer.concat(chunks)
}

import type { Witness } from './witness.ts'

export interface SignedUrl {
  url: string
  headers: Record<string, string>
}

const SENT_WITHIN_MS = 40_000

/** Status 0: no answer came, and whether the bytes arrived is not known. */
export async function putBytes(
  witness: Witness,
  { url, headers }: SignedUrl,
  body: Buffer<ArrayBuffer>,
): Promise<{ status: number; etag: string }> {
  const signal = AbortSignal.timeout(SENT_WITHIN_MS)
  const answer = await fetch(url, { method: 'PUT', headers, body, signal }).catch(() => null)
  const text = await answer?.text().catch(() => null)
  const status = answer !== null && text !== null && text !== undefined ? answer.status : 0
  const code = /<Code>(\w+)</.exec(text ?? '')?.[1] ?? ''
  witness.answers.add(`PUT ${status} ${code}`.trim())
  if (status === 200) witness.figures.add('bytes PUT', body.length)
  return { status, etag: answer?.headers.get('etag') ?? '' }
}

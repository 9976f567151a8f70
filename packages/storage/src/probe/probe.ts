import type { Checksum } from '@landfall/core/domain'
import type { PresignPut, SignedPut } from '@landfall/core/ports'
import { presignPut, type Signer } from '../operations/presign.ts'
import type { S3Context } from '../s3-context.ts'

/** What a check has to work with, and the words in which it answers. */
export interface Probe {
  context: S3Context
  /** Signs for the address that this process reaches. */
  signer: Signer
  fetch: typeof globalThis.fetch
  signal: AbortSignal
  /** `{prefix}_landfall/probe/{random}/` */
  folder: string
  /** A small object that lies there: `FIRST_BYTES` under `sourceKey`. */
  sourceKey: string
  sourceEtag: string
}

export interface Finding {
  holds: boolean
  /** One sentence on what the store did, for people. */
  seen: string
}

export const yes = (seen: string): Finding => ({ holds: true, seen })
export const no = (seen: string): Finding => ({ holds: false, seen })

/** The store failed in a way that says nothing about what it can do. */
export class UndecidedError extends Error {
  constructor(seen: string, cause?: unknown) {
    super(seen, { cause })
    this.name = 'UndecidedError'
  }
}

const encoder = new TextEncoder()

/** Equal in length, so that nothing but the content tells them apart. */
export const FIRST_BYTES = encoder.encode('landfall probe: the first bytes\n')
export const OTHER_BYTES = encoder.encode('landfall probe: the other bytes\n')
export const CONTENT_TYPE = 'text/plain'

export function signPut(signer: Signer, request: { key: string } & Partial<PresignPut>): Promise<SignedPut> {
  return presignPut(signer, {
    expiresInSeconds: 300,
    contentType: CONTENT_TYPE,
    contentLengthBytes: null,
    ifNoneMatch: false,
    checksum: null,
    ...request,
  })
}

export async function sha256Of(bytes: Uint8Array<ArrayBuffer>): Promise<Checksum> {
  const digest = await crypto.subtle.digest('SHA-256', bytes)
  return { algorithm: 'SHA256', value: Buffer.from(digest).toString('base64') }
}

export interface PutAnswer {
  /** `cut`: no answer, the connection ended. A store may refuse a body that way; whether it did, HEAD shows. */
  verdict: 'accepted' | 'refused' | 'cut'
  /** For the finding: "412", "cut off". */
  text: string
  status: number | null
  versionId: string | null
}

type PutBody = Uint8Array<ArrayBuffer> | ReadableStream<Uint8Array>

/** The PUT that an uploader would send; `headers` default to those that have to be sent. */
export async function put(
  probe: Pick<Probe, 'fetch' | 'signal'>,
  signed: SignedPut,
  body: PutBody,
): Promise<PutAnswer> {
  const init: RequestInit = {
    method: 'PUT',
    headers: signed.headers,
    body,
    redirect: 'manual',
    signal: probe.signal,
  }
  let response: Response
  try {
    // A stream has no length: it goes out chunked, which fetch wants to be asked for.
    response = await probe.fetch(signed.url, {
      ...init,
      ...(body instanceof ReadableStream && { duplex: 'half' }),
    })
    await response.arrayBuffer()
  } catch (error) {
    if (probe.signal.aborted) throw new UndecidedError('The probe ran out of time.', error)
    return { verdict: 'cut', text: 'cut off', status: null, versionId: null }
  }
  const { status, headers } = response
  return {
    verdict: verdictOf(status),
    text: String(status),
    status,
    versionId: headers.get('x-amz-version-id'),
  }
}

export function without(headers: Record<string, string>, name: string): Record<string, string> {
  return Object.fromEntries(Object.entries(headers).filter(([key]) => key !== name))
}

/** A busy or broken store refuses everything, good or bad: that proves nothing. 501 is a lasting no. */
function verdictOf(status: number): 'accepted' | 'refused' {
  if (status >= 200 && status < 300) return 'accepted'
  const isPassing = status === 408 || status === 429 || (status >= 500 && status !== 501)
  if (isPassing) throw new UndecidedError(`The store answered ${status}.`)
  return 'refused'
}

/**
 * The route of an app's back end that hands upload tokens to its pages. Nothing but Request and Response, so it fits
 * Next.js' route handlers and every other server that speaks them. Who may have a token, the app says; this only mints.
 */
import { MAX_TOKEN_CHARACTERS } from '@landfall/core/wire/limits'
import type { Fetch } from '../api/api-fetch.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { fromWire, isRecord } from '../errors/to-landfall-error.ts'

/** What a page may do for its visitor. */
export interface TokenRights {
  /** Id or name of the bucket. */
  bucket: string
  /** Whose files they will be; your own id of the signed-in person. */
  owner?: string | undefined
  /** Uploads in all. Default 1. */
  maxFiles?: number | undefined
  /** Largest file in bytes. Default: what the bucket allows. */
  maxFileBytes?: number | undefined
  /** `image/png` or a family, `image/*`. Default: what the bucket allows. */
  contentTypes?: string[] | undefined
  /** Put into the upload's metadata; wins over what the page sends, key by key. The page can read it. */
  metadata?: Record<string, unknown> | undefined
  /** The same for the object's metadata. */
  objectMetadata?: Record<string, unknown> | undefined
  /** 60 to 86,400. Default 900. */
  expiresInSeconds?: number | undefined
  /** May download what it uploaded. Default `false`. */
  allowContent?: boolean | undefined
}

export interface TokenRouteOptions {
  /** A key with the permission `write`, from the environment of the server. */
  apiKey: string | undefined
  /** Base URL of the API, as this server reaches it. */
  apiUrl: string
  /**
   * Your own check of who asks. `null` refuses (403); a Response is answered as it is. The body is not yours to read: it
   * names the token that is continued.
   */
  authorize(request: Request): TokenRights | Response | null | Promise<TokenRights | Response | null>
  /** Default: `globalThis.fetch`. */
  fetch?: Fetch | undefined
}

/** `export const POST = createTokenRoute({ ... })`. What the API refuses is thrown: it is this server's mistake. */
export function createTokenRoute(options: TokenRouteOptions): (request: Request) => Promise<Response> {
  return async request => {
    const previous = await previousOf(request.clone())
    const allowed = await options.authorize(request)
    if (allowed instanceof Response) return allowed
    if (allowed === null) return answer(403, { error: 'Not allowed to upload' })
    const { token, expires_at } = await mint(options, allowed, previous)
    return answer(200, { token, expires_at })
  }
}

/** A token is a credential: no cache may keep it. */
const answer = (status: number, body: object) =>
  Response.json(body, { status, headers: { 'cache-control': 'no-store' } })

async function previousOf(request: Request): Promise<string | null> {
  const body: unknown = await request.json().catch(() => null)
  const previous = isRecord(body) ? body.previous : null
  // What is longer is no token but a visitor's invention, and no reason for this server to fail.
  return typeof previous === 'string' && previous.length <= MAX_TOKEN_CHARACTERS ? previous : null
}

async function mint(options: TokenRouteOptions, rights: TokenRights, previous: string | null) {
  const { apiKey, apiUrl, fetch = globalThis.fetch } = options
  if (!apiKey)
    throw new LandfallError({ code: 'INVALID_OPTIONS', message: 'createTokenRoute needs an apiKey' })
  const response = await fetch(`${apiUrl.replace(/\/+$/, '')}/v1/tokens`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'content-type': 'application/json' },
    body: JSON.stringify(toWire(rights, previous)),
  })
  const body: unknown = await response.json().catch(() => null)
  const { token, expires_at } = isRecord(body) ? body : {}
  if (response.ok && typeof token === 'string') return { token, expires_at }
  throw refusalOf(response.status, body)
}

const toWire = (rights: TokenRights, previous: string | null) => ({
  bucket: rights.bucket,
  owner: rights.owner,
  max_files: rights.maxFiles,
  max_file_bytes: rights.maxFileBytes,
  content_types: rights.contentTypes,
  metadata: rights.metadata,
  object_metadata: rights.objectMetadata,
  expires_in_seconds: rights.expiresInSeconds,
  allow_content: rights.allowContent,
  continues: previous,
})

function refusalOf(status: number, body: unknown): LandfallError {
  const wire = isRecord(body) ? fromWire(body.error) : null
  const details = { answered: body }
  const code = status === 422 ? 'INVALID_INPUT' : 'UNEXPECTED_RESPONSE'
  return new LandfallError({
    ...(wire ?? { code, message: `The API answered ${status} instead of an upload token`, details }),
    status,
  })
}

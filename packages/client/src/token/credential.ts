import type { Fetch } from '../api/api-fetch.ts'
import { isRecord } from '../errors/to-landfall-error.ts'

/** What the client shows the API: a key for good, or tokens that follow each other. */
export interface Credential {
  current(): Promise<string | null>
  /** Another one after the API had refused this one; `null`: there is none. */
  after(refused: string): Promise<string | null>
}

export const fixedCredential = (secret: string | null): Credential => ({
  current: async () => secret,
  after: async () => null,
})

/** Both end with a token, and another one may be had: whether, decides who hands them out. */
const OVER: ReadonlySet<unknown> = new Set(['TOKEN_EXPIRED', 'TOKEN_REVOKED'])

/** A request whose token the API calls over is sent once more with the next one: it was refused before it did anything. */
export function withCredential(fetch: ApiFetch, credential: Credential): ApiFetch {
  return async (input, init) => {
    const secret = await credential.current()
    const response = await fetch(input, authorized(init, secret))
    if (secret === null || !(await isOver(response))) return response
    const next = await credential.after(secret)
    return next === null ? response : fetch(input, authorized(init, next))
  }
}

type Init = Parameters<Fetch>[1]
type ApiFetch = (input: unknown, init?: ApiInit) => Promise<Response>
type ApiInit = { headers?: NonNullable<Init>['headers']; signal?: AbortSignal | null | undefined }

function authorized(init: ApiInit | undefined, secret: string | null): ApiInit {
  const headers = Object.fromEntries(new Headers(init?.headers))
  return { ...init, headers: secret === null ? headers : { ...headers, authorization: `Bearer ${secret}` } }
}

async function isOver(response: Response): Promise<boolean> {
  if (response.status !== 401) return false
  const body: unknown = await response.clone().json()
  const path = ['error', 'data', 'error', 'details', 'code']
  return OVER.has(path.reduce<unknown>((value, name) => (isRecord(value) ? value[name] : undefined), body))
}

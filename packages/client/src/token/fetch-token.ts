import type { Fetch } from '../api/api-fetch.ts'
import { LandfallError } from '../errors/landfall-error.ts'
import { isRecord } from '../errors/to-landfall-error.ts'
import type { FetchToken } from './token-keeper.ts'

/** Fetches tokens from a route of the app's own back end, such as one made by `createTokenRoute`. */
export function fetchToken(url: string, { fetch = globalThis.fetch }: { fetch?: Fetch } = {}): FetchToken {
  return async previous => {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ previous }),
    })
    const body: unknown = await response.json().catch(() => null)
    if (response.ok && isRecord(body) && typeof body.token === 'string') return body.token
    throw new LandfallError({
      code: 'TOKEN_UNAVAILABLE',
      message: `${url} answered ${response.status} and no upload token`,
      // The app said no: asking again would only repeat its check.
      retry: response.status >= 500 ? 'same_request' : 'never',
      details: { target: 'token_route' },
      status: response.status,
    })
  }
}

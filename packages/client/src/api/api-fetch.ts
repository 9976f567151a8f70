import { LandfallError } from '../errors/landfall-error.ts'
import { parseRetryAfter } from '../retry/retry-after.ts'

/** The `fetch` that is injected; `globalThis.fetch` by default. */
export type Fetch = (input: string, init?: RequestInit) => Promise<Response>

/** RFC 9110 15.6.3 to 15.6.5: the gateway that answers did not reach, or not hear, the server behind it. */
const GATEWAY_STATUSES: ReadonlySet<number> = new Set([502, 503, 504])

/**
 * Reads a whole answer of the API and names what can go wrong on the way, so that nothing above has to guess from the
 * shape of an exception: no answer (or one cut off, or a gateway's in its place) is NETWORK and may be repeated, an
 * answer that is not JSON comes from somebody else.
 */
export function createApiFetch(fetch: Fetch, timeoutMs: number) {
  return async (input: unknown, init?: { signal?: AbortSignal | null | undefined }): Promise<Response> => {
    const timeout = AbortSignal.timeout(timeoutMs)
    const signal = init?.signal ? AbortSignal.any([init.signal, timeout]) : timeout
    const url = String(input)
    const { response, text } = await readAnswer(() => fetch(url, { ...init, signal }), url)
    if (isJson(text)) return new Response(text, { status: response.status, headers: response.headers })
    throw foreignAnswer(response, url)
  }
}

async function readAnswer(send: () => Promise<Response>, url: string) {
  try {
    const response = await send()
    return { response, text: await response.text() }
  } catch (cause) {
    throw new LandfallError({
      code: 'NETWORK',
      message: `The API at ${originOf(url)} could not be reached. Is it running, and is \`url\` right?`,
      retry: 'same_request',
      details: { target: 'api' },
      cause,
    })
  }
}

function foreignAnswer(response: Response, url: string): LandfallError {
  const { status } = response
  const isGateway = GATEWAY_STATUSES.has(status)
  return new LandfallError({
    code: isGateway ? 'NETWORK' : 'UNEXPECTED_RESPONSE',
    message: isGateway
      ? `A gateway in front of the API at ${originOf(url)} answered ${status}`
      : `${originOf(url)} answered ${status} with something that is not Landfall's API. Is \`url\` right?`,
    retry: isGateway ? 'same_request' : 'never',
    details: { target: 'api' },
    status,
    retryAfterMs: parseRetryAfter(response.headers.get('retry-after')),
  })
}

function isJson(text: string): boolean {
  try {
    JSON.parse(text)
    return true
  } catch {
    return false
  }
}

const originOf = (url: string) => (URL.canParse(url) ? new URL(url).origin : url)

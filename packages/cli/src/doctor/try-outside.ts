import { broken, type Finding, fine, type StoreReport } from './finding.ts'
import { answerProblems, preflightProblems, SENT_HEADERS } from './judge-cors.ts'

/**
 * The store as clients have it: from this machine, at the address that URLs are signed for, with the headers that a
 * browser would send for a page. The API cannot see any of that from where it runs.
 */
type Outside = StoreReport['outside']
type Trial = NonNullable<Outside['trial']>

interface Trying {
  trial: Trial
  corsFix: string
  signal: AbortSignal
}

const TIMEOUT_MS = 15_000

export async function tryOutside(
  { trial, origins, cors_fix: corsFix }: Outside,
  signal: AbortSignal,
): Promise<Finding[]> {
  if (trial === null) return []
  const trying = { trial, corsFix, signal }
  const reached = await tryAddress(trying)
  if (reached.level !== 'ok') return [reached]
  const perOrigin = await Promise.all(origins.map(origin => tryOrigin(trying, origin)))
  return [reached, ...perOrigin.flat()]
}

/** Bytes there and back, as a client that is no browser sends them. */
async function tryAddress(trying: Trying): Promise<Finding> {
  const { trial } = trying
  const check = 'public_endpoint'
  const { origin } = new URL(trial.put_url)
  try {
    const put = await send(trying, trial.put_url, putOf(trial))
    if (put.status !== 200) return refused(origin, put)
    const got = await send(trying, trial.get_url, {})
    if (got.text !== trial.body)
      return broken(check, `${origin} took a PUT, but answers its GET with ${got.status}.`, ADDRESS_FIX)
    return fine(check, `${origin} takes bytes from here and gives them back.`)
  } catch (error) {
    if (trying.signal.aborted) throw error
    return broken(check, `${origin} cannot be reached from here: ${reasonOf(error)}.`, ADDRESS_FIX)
  }
}

const ADDRESS_FIX =
  'Set S3_PUBLIC_ENDPOINT of the API to the address at which clients reach the store, let nothing between change the Host header or the path, and restart.'

function refused(origin: string, { status, text }: Answered): Finding {
  const code = /<Code>(\w+)<\/Code>/.exec(text)?.[1] ?? ''
  return broken('public_endpoint', `${origin} refused a presigned PUT: ${status} ${code}.`, ADDRESS_FIX)
}

async function tryOrigin(trying: Trying, origin: string): Promise<Finding[]> {
  const { trial, corsFix } = trying
  const [preflight, put, got] = await Promise.all([
    send(trying, trial.put_url, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'PUT',
        'access-control-request-headers': SENT_HEADERS.join(','),
      },
    }),
    send(trying, trial.put_url, putOf(trial, { origin })),
    send(trying, trial.get_url, { headers: { origin } }),
  ])
  const problems = [
    ...preflightProblems(preflight, origin),
    ...answerProblems(put, origin, 'PUT'),
    ...answerProblems(got, origin, 'GET'),
  ]
  const cors =
    problems.length === 0
      ? fine('cors', `Pages of ${origin} can upload, read the ETag and download.`)
      : broken('cors', `Pages of ${origin} cannot upload: ${[...new Set(problems)].join('; ')}.`, corsFix)
  return [cors, ...mixedContent(origin, trial.put_url)]
}

function mixedContent(origin: string, storeUrl: string): Finding[] {
  const { protocol, hostname, origin: store } = new URL(storeUrl)
  const isLoopback = hostname === 'localhost' || hostname === '127.0.0.1' || hostname === '[::1]'
  if (!origin.startsWith('https:') || protocol === 'https:' || isLoopback) return []
  const seen = `Browsers let no page of ${origin} send to ${store}, which is not HTTPS.`
  return [
    broken('public_endpoint', seen, 'Put the store behind HTTPS and set S3_PUBLIC_ENDPOINT to that address.'),
  ]
}

const putOf = (trial: Trial, more: Record<string, string> = {}): RequestInit => ({
  method: 'PUT',
  headers: { ...trial.put_headers, ...more },
  body: trial.body,
})

interface Answered {
  status: number
  headers: Headers
  text: string
}

async function send({ signal }: Trying, url: string, init: RequestInit): Promise<Answered> {
  const bounded = AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT_MS)])
  const response = await fetch(url, { ...init, redirect: 'manual', signal: bounded })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

/** What a socket says is in the cause; `fetch failed` helps nobody. */
export function reasonOf(error: unknown): string {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error ? (cause.message || cause.name).replace(/\.$/, '') : String(cause)
}

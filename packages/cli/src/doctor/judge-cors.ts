/** What a browser would make of the store's answers. Pure; https://fetch.spec.whatwg.org/#http-cors-protocol */

/** What our uploads send; `content-type` of most files needs permission too. */
export const SENT_HEADERS = ['content-type', 'if-none-match', 'x-amz-checksum-sha256'] as const

interface Answer {
  status: number
  headers: Headers
}

/** Why a page of this origin could not ask whether it may upload; none: it may. */
export function preflightProblems({ status, headers }: Answer, origin: string): string[] {
  if (status < 200 || status > 299) return [`a preflight is answered ${status}`]
  const missing = SENT_HEADERS.filter(name => !lists(headers, 'access-control-allow-headers', name))
  return [
    ...originProblems(headers, origin, 'a preflight'),
    ...(lists(headers, 'access-control-allow-methods', 'PUT') ? [] : ['PUT is not among AllowedMethods']),
    ...(missing.length === 0 ? [] : [`AllowedHeaders lacks ${missing.join(', ')}`]),
  ]
}

/** Why a page could not read the answer to its own PUT or GET. */
export function answerProblems({ headers }: Answer, origin: string, what: 'PUT' | 'GET'): string[] {
  const problems = originProblems(headers, origin, `a ${what}`)
  if (problems.length > 0 || lists(headers, 'access-control-expose-headers', 'ETag')) return problems
  return what === 'PUT' ? ['ETag is not among ExposeHeaders, so pages cannot read it'] : []
}

function originProblems(headers: Headers, origin: string, what: string): string[] {
  const allowed = headers.get('access-control-allow-origin')
  if (allowed === '*' || allowed === origin) return []
  return [`the answer to ${what} allows ${allowed === null ? 'no origin' : `the origin ${allowed} alone`}`]
}

function lists(headers: Headers, list: string, name: string): boolean {
  const listed = (headers.get(list) ?? '').split(',').map(entry => entry.trim().toLowerCase())
  return listed.includes('*') || listed.includes(name.toLowerCase())
}

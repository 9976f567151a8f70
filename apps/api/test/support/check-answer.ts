import { HTTP_STATUS } from '@landfall/core/domain'
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { buildDocument, OPERATIONS } from '../../src/openapi/build-document.ts'
import { vendorRefuses } from './vendor-models.ts'

/**
 * Every answer of every test is held against the API's own document, closed: a status or a field that is not documented fails
 * the test that met it. So does what the generated clients of the contract would refuse.
 */
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema({ $id: 'api', ...buildDocument({ isClosed: true }) })

const DOCUMENTED = new Set<number>(Object.values(HTTP_STATUS))

const validators = new Map<string, ValidateFunction>()

function validatorOf(name: string): ValidateFunction {
  const validator = validators.get(name) ?? ajv.compile({ $ref: `api#/components/schemas/${name}` })
  validators.set(name, validator)
  return validator
}

const ROUTES = OPERATIONS.map(operation => {
  const pattern = operation.path.replaceAll(/\{\w+\}/g, '[^/]+')
  return { operation, pattern: new RegExp(`^${pattern}$`), isFixed: !operation.path.endsWith('}') }
}).sort((a, b) => Number(b.isFixed) - Number(a.isFixed))

export const operationOf = (method: string, path: string) =>
  ROUTES.find(({ operation, pattern }) => operation.method === method.toLowerCase() && pattern.test(path))
    ?.operation

interface SeenText {
  status: number
  contentType: string | null
  text: string
}

interface Seen extends SeenText {
  method: string
  url: string
  /** Body of the request. */
  sent?: unknown
}

/** Throws where the answer is not what the document says. */
export function checkAnswer({ method, url, sent, ...seen }: Seen): void {
  const { status, text } = seen
  const { pathname } = new URL(url)
  if (!pathname.startsWith('/v1/') || method === 'OPTIONS' || method === 'HEAD') return
  const operation = operationOf(method, pathname)
  const fail = (what: string): never => {
    throw new Error(`${method} ${pathname} answered ${status} ${text.slice(0, 500)}: ${what}`)
  }
  const expected = operation?.redirects ? 302 : operation?.response === null ? 204 : 200
  if (status < 400 && status !== expected) fail(`is documented to answer ${expected}`)
  if (status >= 400) {
    checkRefusal(seen)
    return
  }
  const name = operation?.response
  if (status === 302 || status === 204 || !name) {
    if (text !== '') fail('an answer without a body is documented')
    return
  }
  const body = checkFit(name, seen)
  const hasSelect = typeof sent === 'string' && sent.includes('"select"')
  if (name === 'ListObjectsResponse' && !hasSelect) checkWhole(body as { results: unknown[] }, seen)
}

/** Only what `select` did not name may be missing from an object. */
function checkWhole({ results }: { results: unknown[] }, seen: SeenText): void {
  for (const object of results) checkFit('ObjectResponse', { ...seen, text: JSON.stringify(object) })
}

/** Whatever refuses, a route, the framework or the parser of HTTP, does it in one of the two shapes. */
export function checkRefusal(seen: SeenText): void {
  if (!DOCUMENTED.has(seen.status))
    throw new Error(`${seen.status} is not documented: ${seen.text.slice(0, 500)}`)
  checkFit(seen.status === 422 ? 'HTTPValidationError' : 'ErrorResponse', seen)
}

function checkFit(name: string, { status, contentType, text }: SeenText): unknown {
  const fail = (what: string): never => {
    throw new Error(`${status} ${text.slice(0, 500)}: ${what}`)
  }
  if (!contentType?.startsWith('application/json')) fail(`content type ${contentType}`)
  const validator = validatorOf(name)
  const body: unknown = JSON.parse(text)
  if (!validator(body)) fail(`does not fit ${name}: ${ajv.errorsText(validator.errors)}`)
  const refused = vendorRefuses(name, body)
  if (refused.length > 0) fail(`generated clients of the contract refuse it: ${refused.join(', ')}`)
  if (status >= 400 && status !== 422 && (body as { status: unknown }).status !== status)
    fail('says another status than it has')
  return body
}

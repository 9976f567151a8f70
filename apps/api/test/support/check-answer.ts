import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js'
import formats from 'ajv-formats'
import { buildDocument, OPERATIONS } from '../../src/openapi/build-document.ts'

/**
 * Every answer of every test is held against the API's own document, closed: a status or a field that is not documented fails
 * the test that met it.
 */
const ajv = new Ajv2020({ strict: false, allErrors: true })
formats.default(ajv)
ajv.addSchema({ $id: 'api', ...buildDocument({ isClosed: true }) })

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

interface Seen {
  method: string
  url: string
  status: number
  contentType: string | null
  text: string
}

/** Throws where the answer is not what the document says. */
export function checkAnswer({ method, url, status, contentType, text }: Seen): void {
  const { pathname } = new URL(url)
  if (!pathname.startsWith('/v1/') || method === 'OPTIONS' || method === 'HEAD') return
  const operation = operationOf(method, pathname)
  const fail = (what: string): never => {
    throw new Error(`${method} ${pathname} answered ${status} ${text.slice(0, 500)}: ${what}`)
  }
  const expected = operation?.redirects ? 302 : operation?.response === null ? 204 : 200
  if (status < 400 && status !== expected) fail(`is documented to answer ${expected}`)
  const name = status >= 400 ? refusalOf(status) : operation?.response
  if (status === 302 || status === 204 || !name) {
    if (text !== '') fail('an answer without a body is documented')
    return
  }
  if (!contentType?.startsWith('application/json')) fail(`content type ${contentType}`)
  const validator = validatorOf(name)
  if (!validator(JSON.parse(text))) fail(`does not fit ${name}: ${ajv.errorsText(validator.errors)}`)
}

const refusalOf = (status: number) => (status === 422 ? 'HTTPValidationError' : 'ErrorResponse')

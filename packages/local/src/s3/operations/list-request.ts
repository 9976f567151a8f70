import type { Query } from '../http/request-target.ts'
import { S3Error } from '../s3-error.ts'
import { uriEncodePath } from '../signature/uri-encode.ts'

/** What all list operations read from their queries in the same way, and say in the same way. */
const MAX_PAGE = 1000

/** There is one key pair, so there is one owner. */
export const OWNER = { ID: 'landfall', DisplayName: 'landfall' }

export function invalidArgument(name: string, value: string, message: string): S3Error {
  return new S3Error('InvalidArgument', { message, details: { ArgumentName: name, ArgumentValue: value } })
}

/** max-keys and its like: more than a page is a page. `argument` is what S3 calls it when it refuses. */
export function readPageSize(query: Query, name: string, argument: string): number {
  const text = query.get(name)
  if (text === undefined || text === '') return MAX_PAGE
  if (!/^\d{1,10}$/.test(text) || Number(text) > 2 ** 31 - 1) {
    throw invalidArgument(argument, text, `Argument ${argument} must be an integer between 0 and 2147483647`)
  }
  return Math.min(Number(text), MAX_PAGE)
}

export type Encode = (text: string) => string

/** With `encoding-type=url` keys that XML cannot carry arrive whole. A blank leaves as %20, which every decoder reads. */
export function readEncoding(query: Query): Encode {
  const type = query.get('encoding-type')
  if (type === undefined) return text => text
  if (type === 'url') return uriEncodePath
  throw invalidArgument('encoding-type', type, 'Invalid Encoding Method specified in Request')
}

import { S3Error } from '../s3-error.ts'

/**
 * Path-style addressing: /bucket/key?query. Decoding is strict (a bad percent escape or anything that is not UTF-8 is
 * InvalidURI) and nothing is normalised: '..', '//' and a trailing '/' are ordinary parts of a key.
 */
export type RequestTarget = {
  /** The whole path, decoded once; what the signature covers after encoding it again. */
  path: string
  /** Empty for the service itself. */
  bucket: string
  /** Empty for the bucket itself. */
  key: string
  query: Query
}

const PRINTABLE_ASCII = /^[\x21-\x7e]*$/

function decode(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    throw new S3Error('InvalidURI')
  }
}

/** Query parameters in the order sent. A name without '=' has the empty value, as in `?cors`. */
export class Query {
  readonly pairs: readonly (readonly [name: string, value: string])[]

  constructor(raw: string) {
    this.pairs = raw
      .split('&')
      .filter(part => part !== '')
      .map(part => {
        const text = part.replaceAll('+', '%20')
        const at = text.indexOf('=')
        return at < 0
          ? ([decode(text), ''] as const)
          : ([decode(text.slice(0, at)), decode(text.slice(at + 1))] as const)
      })
  }

  get(name: string): string | undefined {
    return this.pairs.find(([found]) => found === name)?.[1]
  }

  has(name: string): boolean {
    return this.get(name) !== undefined
  }
}

export function parseRequestTarget(url: string): RequestTarget {
  if (!url.startsWith('/') || !PRINTABLE_ASCII.test(url)) throw new S3Error('InvalidURI')
  const mark = url.indexOf('?')
  const path = decode(mark < 0 ? url : url.slice(0, mark))
  const query = new Query(mark < 0 ? '' : url.slice(mark + 1))
  const slash = path.indexOf('/', 1)
  if (slash < 0) return { path, bucket: path.slice(1), key: '', query }
  return { path, bucket: path.slice(1, slash), key: path.slice(slash + 1), query }
}

import type { FastifyInstance } from 'fastify'
import { findInexactNumber } from './exact-numbers.ts'
import { InvalidRequestError } from './invalid-request.ts'

/**
 * One parser for every body. Clients of the contract send a JSON content type with nothing in it (CONTRACT 1.5), so
 * nothing is `{}`; everything else has to be one JSON object in UTF-8.
 */
export function parseJsonBodies(app: FastifyInstance): void {
  app.removeAllContentTypeParsers()
  const options = { parseAs: 'buffer' as const }
  app.addContentTypeParser('*', options, async ({ headers }: { headers: Headers }, bytes: Buffer) => {
    refuseEncoded(bytes, headers['content-encoding'])
    return parseJsonObject(bytes, headers['content-type'])
  })
}

type Headers = Record<string, string | string[] | undefined>

const JSON_TYPE = /^application\/(?:[\w.!#$&^-]+\+)?json\s*(?:;|$)/i

export function parseJsonObject(bytes: Buffer, contentType: Headers[string]): Record<string, unknown> {
  if (bytes.length === 0) return {}
  if (typeof contentType !== 'string' || !JSON_TYPE.test(contentType)) {
    throw new InvalidRequestError(
      ['body'],
      'content_type',
      'must be JSON, sent as Content-Type: application/json',
    )
  }
  const text = decode(bytes)
  const value = parse(text)
  refuseInexactNumbers(text)
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
    return value as Record<string, unknown>
  }
  throw new InvalidRequestError(['body'], 'object_type', 'must be a JSON object')
}

/** Bodies are small, and one that unfolds is one whose size nobody knows before; "not valid JSON" would help nobody. */
function refuseEncoded(bytes: Buffer, encoding: Headers[string]): void {
  if (bytes.length === 0 || encoding === undefined || /^(identity)?$/i.test(String(encoding))) return
  const message = 'is not supported; send the body as it is'
  throw new InvalidRequestError(['header', 'Content-Encoding'], 'content_encoding', message)
}

/** For a body that is valid JSON. */
export function refuseInexactNumbers(text: string): void {
  const inexact = findInexactNumber(text)
  if (inexact) throw new InvalidRequestError(['body', ...inexact.path], 'number_inexact', inexact.message)
}

/** Without `fatal` broken UTF-8 would be stored as replacement characters, and nobody would be told. */
function decode(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw notJson()
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw notJson()
  }
}

const notJson = () => new InvalidRequestError(['body'], 'json_invalid', 'is not valid JSON')

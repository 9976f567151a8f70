import type { Bucket } from '../disk/bucket.ts'
import { S3Error } from '../s3-error.ts'
import { type CorsQuestion, corsHeaders, findCorsRule } from './cors-rules.ts'
import type { S3Response } from './exchange.ts'
import type { RequestHeaders } from './headers.ts'
import { emptyResponse } from './responses.ts'

function forbidden(message: string, method: string): S3Error {
  return new S3Error('AccessForbidden', { message, details: { Method: method, ResourceType: 'OBJECT' } })
}

function readQuestion(headers: RequestHeaders): CorsQuestion {
  const origin = headers.get('origin')
  const method = headers.get('access-control-request-method')
  if (!origin) {
    throw new S3Error('BadRequest', { message: 'Insufficient information. Origin request header needed.' })
  }
  if (!method) {
    throw new S3Error('BadRequest', { message: 'Invalid Access-Control-Request-Method: null' })
  }
  const requestHeaders = (headers.get('access-control-request-headers') ?? '')
    .split(',')
    .map(name => name.trim().toLowerCase())
    .filter(name => name !== '')
  return { origin, method, requestHeaders }
}

/** A browser's preflight carries no signature; the bucket's rules alone decide. */
export function answerPreflight(headers: RequestHeaders, bucket: Bucket | undefined): S3Response {
  const question = readQuestion(headers)
  const rules = bucket?.settings.get('cors')
  if (!rules) throw forbidden('CORSResponse: CORS is not enabled for this bucket.', question.method)
  const rule = findCorsRule(rules, question)
  if (rule) return emptyResponse(200, corsHeaders(rule, question))
  throw forbidden(
    "CORSResponse: This CORS request is not allowed. This is usually because the evaluation of Origin, request method / Access-Control-Request-Method or Access-Control-Request-Headers are not whitelisted by the resource's CORS spec.",
    question.method,
  )
}

/** For any other request, refused ones too: without these headers a page cannot read why S3 refused it. */
export function corsHeadersFor(
  headers: RequestHeaders,
  method: string,
  bucket: Bucket | undefined,
): Record<string, string> {
  const origin = headers.get('origin')
  if (!origin || method === 'OPTIONS') return {}
  const question = { origin, method, requestHeaders: [] }
  const rule = findCorsRule(bucket?.settings.get('cors') ?? [], question)
  return rule ? corsHeaders(rule, question) : {}
}

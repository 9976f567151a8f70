import { S3Error } from '../s3-error.ts'
import type { Exchange, S3Response } from './exchange.ts'
import { type XmlElements, xmlDocument, xmlErrorDocument } from './xml-write.ts'

export function xmlResponse(status: number, text: string, headers: Record<string, string>): S3Response {
  return {
    status,
    headers: {
      ...headers,
      'Content-Type': 'application/xml',
      'Content-Length': String(Buffer.byteLength(text)),
    },
    body: text,
  }
}

export function documentResponse(root: string, content: XmlElements | XmlElements[] | string): S3Response {
  return xmlResponse(200, xmlDocument(root, content), {})
}

export function emptyResponse(status: number, headers: Record<string, string> = {}): S3Response {
  return { status, headers: status === 204 ? headers : { ...headers, 'Content-Length': '0' } }
}

/** A HEAD has no body to say why; 304 must not have one. Nothing of an internal error leaves but its request id. */
export function errorResponse(exchange: Exchange, error: unknown): S3Response {
  const refusal = error instanceof S3Error ? error : new S3Error('InternalError')
  if (refusal.status === 304) return { status: 304, headers: refusal.headers }
  const text = xmlErrorDocument({
    Code: refusal.code,
    Message: refusal.message,
    ...refusal.details,
    RequestId: exchange.requestId,
    HostId: exchange.hostId,
  })
  if (exchange.req.method !== 'HEAD') return xmlResponse(refusal.status, text, refusal.headers)
  return { status: refusal.status, headers: { ...refusal.headers, 'Content-Type': 'application/xml' } }
}

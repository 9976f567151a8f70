import { receiveDocument } from '../http/receive-body.ts'
import { emptyResponse, xmlResponse } from '../http/responses.ts'
import { childTexts, readXml, type XmlNode } from '../http/xml-read.ts'
import { S3Error } from '../s3-error.ts'
import { type Operation, requireBucket } from './operation.ts'
import { requireDigest } from './require-digest.ts'

/** Lifecycle rules are kept and given back as they came, for whoever asks whether there are any; nothing runs them. */
const MAX_RULES = 1000

function isRule(node: XmlNode): boolean {
  const [status] = childTexts(node, 'Status')
  return node.name === 'Rule' && (status === 'Enabled' || status === 'Disabled')
}

function checkDocument(text: string): void {
  const root = readXml(text)
  const { length } = root.children
  const isWellFormed = length > 0 && length <= MAX_RULES && root.children.every(isRule)
  if (root.name !== 'LifecycleConfiguration' || !isWellFormed) throw new S3Error('MalformedXML')
}

export const getBucketLifecycle: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  const document = bucket.settings.get('lifecycle')
  if (document !== undefined) return xmlResponse(200, document, {})
  throw new S3Error('NoSuchLifecycleConfiguration', { details: { BucketName: bucket.name } })
}

export const putBucketLifecycle: Operation = async (store, request) => {
  const bucket = requireBucket(store, request.target.bucket)
  requireDigest(request)
  const text = await receiveDocument(request)
  checkDocument(text)
  await bucket.settings.put('lifecycle', text)
  return emptyResponse(200)
}

export const deleteBucketLifecycle: Operation = async (store, request) => {
  await requireBucket(store, request.target.bucket).settings.remove('lifecycle')
  return emptyResponse(204)
}

import { receiveDocument } from '../http/receive-body.ts'
import { emptyResponse } from '../http/responses.ts'
import type { S3Request } from '../http/s3-request.ts'
import { childTexts, readXml } from '../http/xml-read.ts'
import { S3Error } from '../s3-error.ts'
import type { Operation } from './operation.ts'

const NAME = /^[a-z0-9](?:[a-z0-9-]|\.(?!\.)){1,61}[a-z0-9]$/
const IP_ADDRESS = /^\d+\.\d+\.\d+\.\d+$/

function checkName(name: string): void {
  if (NAME.test(name) && !IP_ADDRESS.test(name)) return
  throw new S3Error('InvalidBucketName', { details: { BucketName: name } })
}

async function readConstraint(request: S3Request): Promise<string | undefined> {
  const isEmpty =
    (request.headers.get('content-length') ?? '0') === '0' && request.payload.kind !== 'aws-chunked'
  const text = isEmpty && !request.headers.has('transfer-encoding') ? '' : await receiveDocument(request)
  if (text === '') return undefined
  const root = readXml(text)
  if (root.name !== 'CreateBucketConfiguration') throw new S3Error('MalformedXML')
  return childTexts(root, 'LocationConstraint')[0]
}

/** Creating a bucket that one has already succeeds, as it does in us-east-1. */
export const createBucket: Operation = async (store, request) => {
  const { bucket: name } = request.target
  checkName(name)
  const constraint = await readConstraint(request)
  if (constraint !== undefined && constraint !== store.region) {
    throw new S3Error('IllegalLocationConstraintException', {
      message: `The ${constraint} location constraint is incompatible for the region specific endpoint this request was sent to.`,
    })
  }
  await store.buckets.create(name, request.now)
  return emptyResponse(200, { Location: `/${name}` })
}

import type { Versioning } from '../disk/bucket-settings.ts'
import { receiveDocument } from '../http/receive-body.ts'
import { documentResponse, emptyResponse } from '../http/responses.ts'
import { childTexts, readXml } from '../http/xml-read.ts'
import { S3Error } from '../s3-error.ts'
import { type Operation, requireBucket } from './operation.ts'

/** Empty for a bucket that was never versioned. */
export const getBucketVersioning: Operation = async (store, request) => {
  const { settings } = requireBucket(store, request.target.bucket)
  return documentResponse('VersioningConfiguration', { Status: settings.get('versioning') })
}

/** There is no word for "never versioned", so nobody gets back to it. */
function readVersioning(text: string): Versioning {
  const root = readXml(text)
  if (root.name !== 'VersioningConfiguration') throw new S3Error('MalformedXML')
  const [mfaDelete] = childTexts(root, 'MfaDelete')
  if (mfaDelete === 'Enabled') throw new S3Error('NotImplemented', { details: { Header: 'MfaDelete' } })
  const [status] = childTexts(root, 'Status')
  if (status === undefined) throw new S3Error('IllegalVersioningConfigurationException')
  if (status === 'Enabled' || status === 'Suspended') return status
  throw new S3Error('MalformedXML')
}

export const putBucketVersioning: Operation = async (store, request) => {
  const { settings } = requireBucket(store, request.target.bucket)
  await settings.put('versioning', readVersioning(await receiveDocument(request)))
  return emptyResponse(200)
}

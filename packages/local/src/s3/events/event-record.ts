import type { ObjectChange } from '../disk/change-log.ts'
import { NULL_VERSION } from '../disk/object-meta.ts'
import { uriEncodePath } from '../signature/uri-encode.ts'

/** A change as S3 words it for those who listen. Who asked for it, and from where, is not recorded. */
export type S3EventRecord = {
  eventVersion: string
  eventSource: 'aws:s3'
  awsRegion: string
  eventTime: string
  eventName: string
  userIdentity: { principalId: string }
  requestParameters: { sourceIPAddress: string }
  responseElements: Record<string, string>
  s3: {
    s3SchemaVersion: string
    configurationId: string
    bucket: { name: string; ownerIdentity: { principalId: string }; arn: string }
    object: {
      /** Percent-encoded, a blank as `+`. */
      key: string
      size?: number
      eTag?: string
      versionId?: string
      /** Hexadecimal and of one length: of two events about one key the greater is the later. */
      sequencer: string
    }
  }
}

export type S3EventMessage = { Records: [S3EventRecord] }

const PRINCIPAL = { principalId: 'landfall' }

const names: Record<ObjectChange['kind'], string> = {
  Put: 'ObjectCreated:Put',
  Copy: 'ObjectCreated:Copy',
  CompleteMultipartUpload: 'ObjectCreated:CompleteMultipartUpload',
  Delete: 'ObjectRemoved:Delete',
  DeleteMarkerCreated: 'ObjectRemoved:DeleteMarkerCreated',
}

function eventKey(key: string): string {
  return uriEncodePath(key).replaceAll('%20', '+')
}

export function eventMessage(change: ObjectChange, region: string): S3EventMessage {
  const { bucket, key, size, etag, versionId } = change
  const sequencer = change.sequence.toString(16).toUpperCase().padStart(16, '0')
  const object = {
    key: eventKey(key),
    ...(size === undefined ? {} : { size }),
    ...(etag === undefined ? {} : { eTag: etag }),
    ...(versionId === NULL_VERSION ? {} : { versionId }),
    sequencer,
  }
  const record: S3EventRecord = {
    eventVersion: '2.1',
    eventSource: 'aws:s3',
    awsRegion: region,
    eventTime: new Date(change.atMs).toISOString(),
    eventName: names[change.kind],
    userIdentity: PRINCIPAL,
    requestParameters: { sourceIPAddress: '127.0.0.1' },
    responseElements: { 'x-amz-request-id': sequencer, 'x-amz-id-2': sequencer },
    s3: {
      s3SchemaVersion: '1.0',
      configurationId: 'landfall',
      bucket: { name: bucket, ownerIdentity: PRINCIPAL, arn: `arn:aws:s3:::${bucket}` },
      object,
    },
  }
  return { Records: [record] }
}

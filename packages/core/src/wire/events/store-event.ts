import { z } from 'zod'
import { isStorableText } from '../text.ts'

/**
 * What stores post when an object came: `Records` of S3 event notifications, as S3, MinIO, Ceph and the embedded store
 * write them, or one event of EventBridge. All but bucket and key is left unread: it is never believed.
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/notification-content-structure.html
 * https://docs.aws.amazon.com/AmazonS3/latest/userguide/ev-events.html
 */
const bucket = z.object({ name: z.string() })
const object = z.object({ key: z.string() })

const record = z.object({ eventName: z.string(), s3: z.object({ bucket, object }) })
const bridged = z.object({ 'detail-type': z.string(), detail: z.object({ bucket, object }) })

export const storeEventMessage = z.union([
  z.object({ Records: z.array(record).max(1_000) }),
  bridged,
  // Sent once to whoever is configured as a target.
  z.object({ Event: z.literal('s3:TestEvent') }),
])

export type StoreEventMessage = z.output<typeof storeEventMessage>

export interface ToldObject {
  bucket: string
  key: string
}

/** The objects that came, each once; what went away is no news. */
export function createdObjectsOf(message: StoreEventMessage): ToldObject[] {
  const created = 'Records' in message ? message.Records.flatMap(ofRecord) : ofBridge(message)
  const each = new Map(created.map(told => [`${told.bucket}/${told.key}`, told]))
  return [...each.values()].filter(({ key }) => isStorableText(key))
}

/** MinIO and Ceph put `s3:` before the name. */
const CREATED = /^(s3:)?ObjectCreated:/

function ofRecord({ eventName, s3 }: z.output<typeof record>): ToldObject[] {
  if (!CREATED.test(eventName)) return []
  const key = decodeKey(s3.object.key)
  return key === null ? [] : [{ bucket: s3.bucket.name, key }]
}

/** Here the key is as it is. */
function ofBridge(message: z.output<typeof bridged> | { Event: string }): ToldObject[] {
  if (!('detail' in message) || message['detail-type'] !== 'Object Created') return []
  const { bucket, object } = message.detail as z.output<typeof bridged>['detail']
  return [{ bucket: bucket.name, key: object.key }]
}

/** Percent-encoded as in a form: a blank is a plus, and MinIO encodes slashes too. `null`: not even that. */
function decodeKey(encoded: string): string | null {
  try {
    return decodeURIComponent(encoded.replaceAll('+', ' '))
  } catch {
    return null
  }
}

import type { Call } from './http.ts'

/** Short graces, so that all ways to settle are taken within minutes; one bucket does not want what nobody confirms. */
export const EXPIRING_BUCKET = 'expiring'
/** An object for a name: later uploads with the name are skipped, and requests with policy=upsert change the object. */
export const UNIQUE_BUCKET = 'unique'
export const TIGHT_BUCKET = 'tight'
/** Its objects are made of several uploads, or of bytes in a request. */
export const ALBUM_BUCKET = 'album'
export const TIGHT_LIMITS = { limit_bytes: 120_000, limit_objects: 5 }

const FREE = { bucket_schema: { properties: {} } }
const BUCKETS = {
  hasty: { ...FREE, confirm_grace: 1 },
  patient: { ...FREE, confirm_grace: 15 },
  [EXPIRING_BUCKET]: { ...FREE, confirm_grace: 1, unconfirmed: 'expire' },
  [UNIQUE_BUCKET]: {
    bucket_schema: { properties: { name: { type: 'string' }, file: { type: 'text' } } },
    unique_key: { fields: ['name'], default_policy: 'insert' },
    confirm_grace: 1,
  },
  [TIGHT_BUCKET]: { ...FREE, confirm_grace: 3 },
  [ALBUM_BUCKET]: { ...FREE, confirm_grace: 2 },
}

export const PLAIN_BUCKETS = ['hasty', 'patient', EXPIRING_BUCKET]

export async function makeBuckets(call: Call): Promise<void> {
  for (const [bucket_name, settings] of Object.entries(BUCKETS))
    await mustDo(
      call,
      { name: 'create bucket', method: 'POST', path: '/buckets' },
      { bucket_name, ...settings },
    )
  await mustDo(
    call,
    { name: 'set quota', method: 'PUT', path: '/quotas/bucket' },
    { id: TIGHT_BUCKET, ...TIGHT_LIMITS },
  )
}

async function mustDo(call: Call, request: Parameters<Call>[0], json: object): Promise<void> {
  const answer = await call({ ...request, json })
  if (answer.status !== 200) throw new Error(`${request.name}: ${answer.status} ${answer.code}`)
}

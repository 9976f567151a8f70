import type { Call } from './http.ts'

/** Short graces, so that all ways to settle are taken within minutes; one bucket does not want what nobody confirms. */
export const EXPIRING_BUCKET = 'expiring'
const BUCKETS = {
  hasty: { confirm_grace: 1 },
  patient: { confirm_grace: 15 },
  [EXPIRING_BUCKET]: { confirm_grace: 1, unconfirmed: 'expire' },
}

export async function makeBuckets(call: Call): Promise<string[]> {
  for (const [bucket_name, settings] of Object.entries(BUCKETS)) {
    const json = { bucket_name, bucket_schema: { properties: {} }, ...settings }
    const answer = await call({ name: 'create bucket', method: 'POST', path: '/buckets', json })
    if (answer.status !== 200) throw new Error(`bucket ${bucket_name}: ${answer.status} ${answer.code}`)
  }
  return Object.keys(BUCKETS)
}

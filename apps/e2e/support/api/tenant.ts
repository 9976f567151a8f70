import { randomBytes } from 'node:crypto'
import type { Installation } from '../installation.ts'
import { Api } from './api.ts'
import { call } from './http.ts'

/** An organization with one bucket and a key that may do everything in it. */
export type Tenant = { name: string; key: string; api: Api; bucket: string; bucketId: string }

type Answer<TData> = { result: { data: TData } }

/** Through the operator's API, as `landfall admin org create` and `admin keys create --all-namespaces` do it. */
export async function newTenant(installation: Installation, name = 'org'): Promise<Tenant> {
  const organization = `${name}-${randomBytes(4).toString('hex')}`
  await operate(installation, 'createOrganization', { name: organization })
  return tenantOf(installation, { name: organization, key: await newKey(installation, organization) })
}

/** Of an organization that is there: a colleague's, for example. */
export async function newKey(installation: Installation, organization: string): Promise<string> {
  const asked = { organization, name: 'e2e', permission: 'admin', all_namespaces: true }
  return (await operate<{ api_key: string }>(installation, 'createKey', asked)).api_key
}

export async function tenantOf(
  { apiUrl }: Installation,
  { name, key }: Pick<Tenant, 'name' | 'key'>,
): Promise<Tenant> {
  const api = new Api(apiUrl, key)
  const bucket = 'files'
  const { bucket_id: bucketId } = await api.createBucket(bucket)
  return { name, key, api, bucket, bucketId }
}

async function operate<TData>(
  { apiUrl, adminKey }: Installation,
  procedure: string,
  body: object,
): Promise<TData> {
  const answer = await call<Answer<TData>>(`${apiUrl}/trpc/admin.${procedure}`, { key: adminKey, body })
  return answer.result.data
}

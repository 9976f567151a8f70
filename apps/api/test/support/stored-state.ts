import { expect } from 'vitest'
import type { Answer, Api } from './start-api.ts'
import { confirm } from './uploads.ts'

/** Everything that a refused request must leave as it was: all rows but the timeline and the log of requests. */
const TABLES = ['upload', 'stored_key', 'object', 'blob', 'quota', 'quota_entry', 'task', 'bucket'] as const

export async function storedState(api: Api): Promise<Record<string, object[]>> {
  const state: Record<string, object[]> = {}
  for (const table of TABLES) {
    state[table] = await api.database.sql(`SELECT * FROM "${table}" ORDER BY id`)
  }
  return state
}

/** A refused claim is remembered: neither event nor sweep settles what its client said is not its own. */
export const withoutDispute = ({ upload = [], ...state }: Record<string, object[]>) => ({
  ...state,
  upload: upload.map(row => ({ ...row, disputed_etag: null })),
})

export async function quotaOf(api: Api, scope: 'organization' | 'namespace' | 'bucket') {
  const id = scope === 'bucket' ? `?id=${api.tenant.bucketId}` : ''
  return (await api.call('GET', `/v1/quotas/${scope}${id}`)).body
}

/** A confirm that has to be refused: nothing changes but the timeline and what is disputed, and the upload is as open as before. */
export async function confirmUnchanged(api: Api, uploadId: string, json: object = {}): Promise<Answer> {
  const before = await storedState(api)
  const answer = await confirm(api, uploadId, json)
  expect(withoutDispute(await storedState(api))).toEqual(withoutDispute(before))
  return answer
}

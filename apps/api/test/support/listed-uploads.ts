import type { Answer, Api } from './start-api.ts'
import { completeUpload, createUpload } from './uploads.ts'

export const PATH = '/v1/buckets/uploads/uploads/list'
export const INJECTION = "x' OR '1'='1'; DROP TABLE upload; --"

/** Oldest first; `done` are confirmed. */
export const FILES: { filename: string; done?: true; [field: string]: unknown }[] = [
  { filename: 'Alpha.txt', done: true, metadata: { campaign: 'spring', rank: 2, tags: ['a', 'b'] } },
  {
    filename: 'beta.png',
    content_type: 'image/png',
    metadata: { campaign: 'spring', rank: 10, deep: { x: null } },
  },
  { filename: 'gamma.txt', done: true, owner: 'ada', metadata: { campaign: 'Autumn', rank: '2', tags: 'a' } },
  { filename: '100%_δ.txt', owner: 'bob', file_size_bytes: 5_000_000 },
  { filename: 'injected.txt', metadata: { campaign: INJECTION }, file_hash: 'a'.repeat(64) },
]
export const NAMES = FILES.map(({ filename }) => filename)

/** Those files, and one of a stranger. */
export async function seedFiles(api: Api): Promise<void> {
  for (const { done, ...fields } of FILES)
    await (done ? completeUpload(api, fields) : createUpload(api, fields))
  const stranger = { key: api.stranger.apiKey }
  await createUpload(api, { filename: 'stranger.txt', metadata: { campaign: 'spring', rank: 2 } }, stranger)
}

export const listUploads = (api: Api, json: object, query = ''): Promise<Answer> =>
  api.call('POST', PATH + query, { json })

export const namesOf = (answer: { body: { results: { filename: string }[] } }): string[] =>
  answer.body.results.map(({ filename }) => filename)

/** A condition as generated clients write it. */
export const where = (field: string, operator: string, value?: unknown) => ({
  AND: [{ case_sensitive: false, field, operator, value }],
  case_sensitive: false,
})

import { afterAll, beforeAll, expect, it } from 'vitest'
import { type Api, startApi } from './support/start-api.ts'
import { completeUpload } from './support/uploads.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
})
afterAll(() => api[Symbol.asyncDispose]())

const ROUNDS = 400

/** Median of each, asked in turns so that whatever slows the machine slows both. */
async function medians(paths: string[]): Promise<number[]> {
  const taken = paths.map((): number[] => [])
  for (let round = 0; round < ROUNDS; round++) {
    for (const [index, path] of paths.entries()) {
      const began = performance.now()
      await api.call('GET', path, { key: api.stranger.apiKey })
      taken[index]?.push(performance.now() - began)
    }
  }
  return taken.map(times => times.sort((a, b) => a - b)[ROUNDS / 2] ?? 0)
}

it.each([
  { what: 'upload', place: 'uploads/uploads', missing: 'upl_0000000000000000' },
  { what: 'object', place: 'uploads/objects', missing: 'obj_0000000000000000' },
])(
  'a foreign $what takes no longer to be unknown than one that is not there',
  async ({ what, place, missing }) => {
    const { upload, confirmed } = await completeUpload(api)
    const theirs = what === 'upload' ? upload.upload_id : confirmed.object_id
    const [foreign = 0, unknown = 0, again = 0] = await medians(
      [theirs, missing, missing].map(id => `/v1/buckets/${place}/${id}`),
    )
    // Two medians of one and the same request differ by noise; a look-up more or less would be a multiple of it.
    const noise = Math.abs(unknown - again)
    expect(Math.abs(foreign - unknown)).toBeLessThan(Math.max(5 * noise, 0.35 * unknown))
  },
)

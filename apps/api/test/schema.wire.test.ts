import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { type Api, startApi } from './support/start-api.ts'
import { storedState } from './support/stored-state.ts'

let api: Api
beforeAll(async () => {
  api = await startApi()
  const bucket_schema = {
    properties: {
      video: { type: 'video', default: null },
      cover: { type: 'image' },
      title: { type: 'string', required: true },
      kind: { type: 'string', enum: ['film', 'clip'], default: 'film' },
      year: { type: 'integer' },
      cast: { type: 'array', items: { type: 'object', properties: { name: { type: 'string' } } } },
    },
  }
  await api.call('POST', '/v1/buckets', { json: { bucket_name: 'films', bucket_schema } })
})
afterAll(() => api[Symbol.asyncDispose]())

const FILM = {
  filename: 'video.mp4',
  content_type: 'video/mp4',
  blob_property: 'video',
  object_metadata: { title: 'Metropolis' },
}
const create = (fields: object) =>
  api.call('POST', '/v1/buckets/films/uploads', { json: { ...FILM, ...fields } })

describe('what fits', () => {
  it.each([
    [{}, { blob_type: 'VIDEO', blob_property: 'video' }],
    [{ blob_property: null }, { blob_property: 'video' }],
    [{ content_type: 'image/gif' }, { blob_type: 'VIDEO' }],
    [{ blob_type: 'Video' }, { blob_type: 'VIDEO' }],
    [{ content_type: 'image/png', blob_property: 'cover' }, { blob_type: 'IMAGE' }],
    [
      { object_metadata: { title: 'x', kind: 'clip', free: [1] } },
      { object_metadata: { title: 'x', kind: 'clip', free: [1] } },
    ],
    [{}, { object_metadata: { title: 'Metropolis', kind: 'film' } }],
    [
      { create_object_on_confirm: false, content_type: 'text/plain', object_metadata: null },
      { object_metadata: null },
    ],
  ])('%j', async (fields, expected) => {
    const { status, body } = await create(fields)
    expect([status, body]).toMatchObject([200, expected])
    expect(body.presigned_url).toEqual(expect.any(String))
  })
})

describe('what does not fit is 422 and makes no URL', () => {
  it.each([
    [{ blob_property: 'audio' }, ['blob_property']],
    [{ filename: 'other.mp4', blob_property: null }, ['blob_property']],
    [{ filename: 'my film.mp4', blob_property: null }, ['blob_property']],
    [{ content_type: 'text/plain' }, ['content_type']],
    [{ content_type: '' }, ['content_type']],
    [{ blob_type: 'IMAGE' }, ['blob_type']],
    [{ object_metadata: null }, ['object_metadata', 'title']],
    [{ object_metadata: { title: 1 } }, ['object_metadata', 'title']],
    [{ object_metadata: { title: 'x', kind: 'series' } }, ['object_metadata', 'kind']],
    [{ object_metadata: { title: 'x', year: 1.5 } }, ['object_metadata', 'year']],
    [{ object_metadata: { title: 'x', cast: [{ name: 1 }] } }, ['object_metadata', 'cast', 0, 'name']],
  ])('%j', async (fields, path) => {
    const before = await storedState(api)
    const { status, body } = await create(fields)
    expect([status, body]).toEqual([422, invalid(['body', ...path])])
    expect(await storedState(api)).toEqual(before)
  })
})

/** POST /v1/tasks/list: CONTRACT 8; without a namespace it is about the key's own. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { UNCOUNTED } from './support/expected-pages.ts'
import { type Api, startApi } from './support/start-api.ts'
import { createUpload } from './support/uploads.ts'

const PATH = '/v1/tasks/list'
let api: Api
/** Oldest first; no worker runs, so they wait. */
const tasks: { task_id: string; upload_id: string }[] = []
beforeAll(async () => {
  api = await startApi()
  for (let count = 0; count < 3; count += 1) {
    const { upload_id } = await createUpload(api)
    const path = `/v1/buckets/uploads/uploads/${upload_id}/confirm?async=true`
    tasks.push({ upload_id, task_id: (await api.call('POST', path)).body.task_id })
  }
  await api.runtime.services.tasks.finish(tasks[0]?.task_id ?? '', {
    status: 'FAILED',
    outputs: [{ upload_id: tasks[0]?.upload_id }],
    error: "it's 100% gone",
  })
})
afterAll(() => api[Symbol.asyncDispose]())

const list = (json: object, query = '') => api.call('POST', PATH + query, { json })
/** Which of `tasks`. */
const placesOf = (answer: { body: { results: { task_id: string }[] } }) =>
  answer.body.results.map(({ task_id }) => tasks.findIndex(task => task.task_id === task_id))

describe('the list of tasks', () => {
  it('is newest first for no body at all, each as it is got', async () => {
    const answer = await api.call('POST', PATH, { headers: { 'content-type': 'application/json' } })
    const got = await Promise.all(
      tasks.toReversed().map(async ({ task_id }) => (await api.call('GET', `/v1/tasks/${task_id}`)).body),
    )
    expect([answer.status, answer.body]).toEqual([
      200,
      {
        results: got,
        pagination: UNCOUNTED,
      },
    ])
  })

  it.each<[object, number[]]>([
    [{ status: 'FAILED' }, [0]],
    [{ status: 'ACTIVE' }, []],
    [{ task_type: 'api_buckets_uploads_confirm' }, [2, 1, 0]],
    [{ task_type: 'thumbnail' }, []],
    [{ filters: { status: 'PENDING' } }, [2, 1]],
    [{ filters: { AND: [{ field: 'error', operator: 'contains', value: "IT'S" }] } }, [0]],
    [{ search: '100%' }, [0]],
    [{ search: 'UPLOADS_CONFIRM' }, [2, 1, 0]],
    [{ sort: { field: 'created_at' } }, [0, 1, 2]],
    [{ sort: { field: 'error', direction: 'desc' }, filters: { status: 'FAILED' } }, [0]],
  ])('takes %j', async (json, places) => {
    const answer = await list(json, '?include_total=true')
    expect([answer.status, placesOf(answer), answer.body.pagination.total]).toEqual([
      200,
      places,
      places.length,
    ])
  })

  it('is walked by cursor and by offset, and counted where that is asked for', async () => {
    const first = await list({}, '?limit=2&include_total=true')
    expect(first.body.pagination).toMatchObject({ total: 3, page: 1, page_size: 2, total_pages: 2 })
    const rest = await list({}, `?limit=2&cursor=${first.body.pagination.next_cursor}`)
    expect([...placesOf(first), ...placesOf(rest)]).toEqual([2, 1, 0])
    expect(placesOf(await list({}, '?limit=1&offset=1'))).toEqual([1])
  })

  it.each<[object, string, (string | number)[]]>([
    [{ status: 'pending' }, '', ['body', 'status']],
    [{ filters: { nosuch: 1 } }, '', ['body', 'filters', 'nosuch']],
    [{ filters: { additional_data: null } }, '', ['body', 'filters', 'additional_data']],
    [{ sort: { field: 'filename' } }, '', ['body', 'sort', 'field']],
    [{}, '?limit=0', ['query', 'limit']],
    [{ status: 'FAILED' }, '?cursor=nosuch', ['query', 'cursor']],
  ])('refuses %j %s', async (json, query, loc) => {
    const answer = await list(json, query)
    expect([answer.status, answer.body]).toEqual([422, invalid(loc)])
  })

  it('never shows another tenant’s tasks', async () => {
    const filters = { OR: [{ NOT: [{ task_id: 'x' }] }, { task_id: tasks[0]?.task_id }] }
    const theirs = await api.call('POST', PATH, { json: { filters }, key: api.stranger.apiKey })
    expect([theirs.status, theirs.body.results]).toEqual([200, []])
    expect((await api.call('POST', PATH, { key: null })).status).toBe(401)
  })
})

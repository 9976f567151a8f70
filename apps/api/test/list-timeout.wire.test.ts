import { setTimeout as sleep } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { invalid } from './support/expected-errors.ts'
import { startApi } from './support/start-api.ts'

/** Holds every reader of uploads up until it is canceled. */
const HOLD = `DO 'BEGIN LOCK TABLE upload IN ACCESS EXCLUSIVE MODE; PERFORM pg_sleep(600); END'`
const HELD = `SELECT pid FROM pg_locks WHERE mode = 'AccessExclusiveLock' AND granted AND relation = 'upload'::regclass`

it('a filter that takes too long is given up and told, as something that the caller can change', async () => {
  await using api = await startApi({ runtime: { database: { filterTimeoutMs: 300 } } })
  const held = api.database.sql(HOLD).catch(() => 'canceled')
  let pid: number | undefined
  while (pid === undefined) {
    await sleep(20)
    pid = (await api.database.sql<{ pid: number }>(HELD))[0]?.pid
  }
  const json = { filters: { AND: [{ field: 'filename', operator: 'regex', value: '(a|b)+$' }] } }
  const answer = await api.call('POST', '/v1/buckets/uploads/uploads/list', { json })
  await api.database.sql('SELECT pg_cancel_backend($1)', [pid])

  expect(await held).toBe('canceled')
  expect([answer.status, answer.body]).toEqual([
    422,
    invalid(['body'], expect.stringContaining('takes too long'), 'value_error'),
  ])
  expect((await api.call('POST', '/v1/buckets/uploads/uploads/list')).status).toBe(200)
})

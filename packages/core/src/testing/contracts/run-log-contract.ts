import { expect, test } from 'vitest'
import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite } from './database-suite.ts'

/** What every `RunLog` does. */
export function runLogContract(name: string, makeHarness: MakeDatabaseHarness): void {
  databaseSuite(`${name} keeps the RunLog contract`, makeHarness, scene => {
    const runs = () => scene().ports.runs
    const ran = async (kind: string, figures = {}) => {
      const runId = await runs().start(kind)
      await runs().finish(runId, { figures, error: null })
      return runId
    }

    test('a run begins without an end, and ends with its figures or its error', async () => {
      const runId = await runs().start('sweep')
      const begun = { runId, kind: 'sweep', startedAt: expect.any(Date), finishedAt: null, figures: {} }
      expect(await runs().list({ limit: 10 })).toEqual([{ ...begun, error: null }])
      await runs().finish(runId, { figures: { looked_at: 3 }, error: 'S3 is down' })
      const ended = { ...begun, finishedAt: expect.any(Date), figures: { looked_at: 3 }, error: 'S3 is down' }
      expect(await runs().list({ limit: 10 })).toEqual([ended])
    })

    test('the first end that is told counts', async () => {
      const runId = await ran('sweep', { settled: 1 })
      await runs().finish(runId, { figures: { settled: 9 }, error: 'late' })
      expect(await runs().list({ limit: 1 })).toMatchObject([{ figures: { settled: 1 }, error: null }])
    })

    test('lists newest first, of one kind or of all, no more than asked', async () => {
      const ids = [await ran('b'), await ran('a'), await ran('b')]
      const listed = async (query: { kind?: string; limit: number }) =>
        (await runs().list(query)).map(({ runId }) => runId)
      expect(await listed({ limit: 10 })).toEqual(ids.toReversed())
      expect(await listed({ kind: 'b', limit: 10 })).toEqual([ids[2], ids[0]])
      expect(await listed({ kind: 'b', limit: 1 })).toEqual([ids[2]])
    })

    test('answers the newest run of every kind', async () => {
      await ran('b', { n: 1 })
      await ran('a', { n: 2 })
      await ran('b', { n: 3 })
      expect(await runs().latest()).toMatchObject([
        { kind: 'a', figures: { n: 2 } },
        { kind: 'b', figures: { n: 3 } },
      ])
    })

    test('adds up what the runs of a kind found since a time', async () => {
      await ran('a', { settled: 100 })
      await scene().stage.elapse(3600)
      const [old] = await runs().list({ limit: 1 })
      const since = new Date((old?.startedAt.getTime() ?? 0) + 60_000)
      await ran('a', { settled: 2, errors: 1 })
      await ran('a', { settled: 3 })
      await ran('b', { settled: 7 })
      expect(await runs().totals('a', since)).toEqual({ settled: 5, errors: 1 })
      expect(await runs().totals('none', since)).toEqual({})
    })

    test('forgets what is old, but never the newest of a kind', async () => {
      await ran('a', { n: 1 })
      await ran('a', { n: 2 })
      await ran('b', { n: 3 })
      await scene().stage.elapse(3600)
      await ran('a', { n: 4 })
      expect(await runs().forget(1800)).toBe(2)
      expect(await runs().list({ limit: 10 })).toMatchObject([{ figures: { n: 4 } }, { figures: { n: 3 } }])
      expect(await runs().forget(1800)).toBe(0)
    })
  })
}

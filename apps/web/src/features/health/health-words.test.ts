import { describe, expect, it } from 'vitest'
import { figuresText, kindLabel, reasonOf, runState } from './health-words.ts'

const RUN = { run_id: 1, kind: 'sweep-uploads', started_at: '2026-11-22T12:00:00.000Z', figures: {} }

describe('the words of a run', () => {
  it('name the work, and what it counted where that is not zero', () => {
    expect(kindLabel('delete-doomed-keys')).toBe('Delete doomed keys')
    expect(figuresText({ looked_at: 1200, settled: 0, bytes: 2_500_000 })).toBe('1,200 looked at, 2.5 MB')
    expect(figuresText({ orphans: 2, orphan_bytes: 10 })).toBe('2 orphans, 10 B of orphans')
    expect(figuresText({ looked_at: 0 })).toBe('Nothing to do')
  })

  it('tell one that failed from one that runs and one that is done', () => {
    const finished_at = '2026-11-22T12:00:01.000Z'
    expect(runState({ ...RUN, finished_at, error: 'away' }).label).toBe('Failed')
    expect(runState({ ...RUN, finished_at: null, error: null }).label).toBe('Running')
    expect(runState({ ...RUN, finished_at, error: null }).label).toBe('Done')
  })
})

it('explains what the sweep would do, also by the code of a refusal', () => {
  expect(reasonOf('NOTHING_ARRIVED')).toBe('Nothing is stored under it.')
  expect(reasonOf('SIZE_MISMATCH')).not.toBe('SIZE_MISMATCH')
})

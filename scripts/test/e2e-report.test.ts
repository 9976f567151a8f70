import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { tallyE2e } from '../lib/e2e-report.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-tally-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const stats = { expected: 3, unexpected: 0, flaky: 0, skipped: 0 }

function count(report: object | null, isOk = true) {
  const file = join(folder, 'report.json')
  if (report !== null) writeFileSync(file, JSON.stringify(report))
  return tallyE2e(file, isOk)
}

it('counts a good run', () => {
  expect(count({ errors: [], stats })).toEqual({ passed: 3, failed: 0, problems: [] })
})

it.each([
  {
    of: 'failed tests',
    report: { errors: [], stats: { ...stats, unexpected: 2 } },
    failed: 2,
    says: '2 browser',
  },
  {
    of: 'skipped tests',
    report: { errors: [], stats: { ...stats, skipped: 2 } },
    failed: 2,
    says: 'skipped',
  },
  {
    of: 'a test that passed later',
    report: { errors: [], stats: { ...stats, flaky: 1 } },
    failed: 1,
    says: 'again',
  },
  {
    of: 'an empty run',
    report: { errors: [], stats: { ...stats, expected: 0 } },
    failed: 1,
    says: 'no browser test',
  },
  {
    of: 'a product that did not start',
    report: { errors: [{}], stats },
    failed: 1,
    says: 'outside of the tests',
  },
  { of: 'no report', report: null, failed: 1, says: 'without a report' },
])('counts $of as failed', ({ report, failed, says }) => {
  const result = count(report)
  expect(result.failed).toBe(failed)
  expect(result.problems).toEqual([expect.stringContaining(says)])
})

it('counts a run that ended badly after good tests as failed', () => {
  expect(count({ errors: [], stats }, false)).toMatchObject({ passed: 3, failed: 1 })
})

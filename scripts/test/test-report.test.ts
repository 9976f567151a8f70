import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { tally } from '../lib/test-report.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'landfall-tally-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const passedFile = { name: 'a.test.ts', status: 'passed', assertionResults: [{}] }
const unloadedFile = { name: 'b.test.ts', status: 'failed', assertionResults: [] }
const good = {
  success: true,
  numPassedTests: 3,
  numFailedTests: 0,
  numPendingTests: 0,
  numTodoTests: 0,
  testResults: [passedFile],
}

function count(report: object | string | null, isVitestOk = true) {
  const file = join(folder, 'report.json')
  if (report !== null) writeFileSync(file, typeof report === 'string' ? report : JSON.stringify(report))
  return tally(file, isVitestOk)
}

it('counts a good run', () => {
  expect(count(good)).toEqual({ passed: 3, failed: 0, problems: [] })
})

it.each([
  {
    of: 'failed tests',
    report: { ...good, success: false, numFailedTests: 2 },
    isVitestOk: false,
    failed: 2,
    says: '2 tests failed',
  },
  { of: 'skipped tests', report: { ...good, numPendingTests: 2 }, failed: 2, says: '2 tests were skipped' },
  { of: 'todo tests', report: { ...good, numTodoTests: 1 }, failed: 1, says: '1 tests were skipped' },
  { of: 'an empty run', report: { ...good, numPassedTests: 0 }, failed: 1, says: 'no test passed' },
  {
    of: 'files that do not load',
    report: { ...good, success: false, testResults: [passedFile, unloadedFile, unloadedFile] },
    isVitestOk: false,
    failed: 2,
    says: '2 test files could not be loaded',
  },
  { of: 'a promise nobody caught', report: good, isVitestOk: false, failed: 1, says: 'outside of the tests' },
  { of: 'no report', report: null, failed: 1, says: 'without a report' },
  { of: 'half a report', report: '{"succ', failed: 1, says: 'without a report' },
])('counts $of as failed', ({ report, isVitestOk, failed, says }) => {
  const result = count(report, isVitestOk)
  expect(result.failed).toBe(failed)
  expect(result.problems).toEqual([expect.stringContaining(says)])
})

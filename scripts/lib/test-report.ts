import { existsSync, readFileSync } from 'node:fs'

/** What counts of vitest's JSON report (https://vitest.dev/guide/reporters#json-reporter). */
type Report = {
  success: boolean
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { name: string; status: string; assertionResults: unknown[] }[]
}

export type Tally = { passed: number; failed: number; problems: string[] }

/**
 * A run is good only if every test ran and passed: one that was skipped proves nothing, a file that could not be
 * loaded or a promise nobody caught fails no single test, and an empty run fails nothing at all.
 */
export function tally(reportFile: string, isVitestOk: boolean): Tally {
  const report = readReport<Report>(reportFile)
  if (report === null) return { passed: 0, failed: 1, problems: ['vitest ended without a report'] }
  const skipped = report.numPendingTests + report.numTodoTests
  const unloaded = report.testResults.filter(
    file => file.status === 'failed' && file.assertionResults.length === 0,
  ).length
  const problems: string[] = []
  if (unloaded > 0) problems.push(`${unloaded} test files could not be loaded`)
  if (report.numFailedTests > 0) problems.push(`${report.numFailedTests} tests failed`)
  if (skipped > 0) problems.push(`${skipped} tests were skipped`)
  if (report.numPassedTests === 0) problems.push('no test passed')
  if (problems.length === 0 && !(isVitestOk && report.success)) {
    problems.push('vitest failed outside of the tests (see above)')
  }
  const failed = Math.max(report.numFailedTests + skipped + unloaded, problems.length > 0 ? 1 : 0)
  return { passed: report.numPassedTests, failed, problems }
}

/** Null for none, or for one that was cut short. */
export function readReport<TReport>(file: string): TReport | null {
  if (!existsSync(file)) return null
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as TReport
  } catch {
    return null
  }
}

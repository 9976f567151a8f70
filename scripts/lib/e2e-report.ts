import { readReport, type Tally } from './test-report.ts'

/** What counts of Playwright's JSON report (https://playwright.dev/docs/test-reporters#json-reporter). */
type Report = {
  errors: unknown[]
  stats: { expected: number; unexpected: number; flaky: number; skipped: number }
}

/** As with vitest's: good only if every test ran and passed, at once. A product that did not start fails no test. */
export function tallyE2e(reportFile: string, isOk: boolean): Tally {
  const report = readReport<Report>(reportFile)
  if (report === null) return { passed: 0, failed: 1, problems: ['the browser tests ended without a report'] }
  const { expected: passed, unexpected, flaky, skipped } = report.stats
  const problems: string[] = []
  if (unexpected > 0) problems.push(`${unexpected} browser tests failed`)
  if (flaky + skipped > 0) problems.push(`${flaky + skipped} browser tests were skipped or tried again`)
  if (passed === 0) problems.push('no browser test passed')
  if (problems.length === 0 && !(isOk && report.errors.length === 0)) {
    problems.push('the browser tests failed outside of the tests (see above)')
  }
  const failed = Math.max(unexpected + flaky + skipped, problems.length > 0 ? 1 : 0)
  return { passed, failed, problems }
}

/**
 * The one test command: installs what is missing, runs every check and every test, and says on its last line how
 * many passed and failed. A failing step does not stop the next, so that one run tells all there is to repair.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { tallyE2e } from './lib/e2e-report.ts'
import { INSTALL, isInstalled } from './lib/install.ts'
import {
  type Command,
  killAll,
  type Outcome,
  ROOT,
  runAloud,
  runQuietly,
  toolEnv,
} from './lib/run-quietly.ts'
import { type Tally, tally } from './lib/test-report.ts'
import { turbo, WEB_BUILD } from './lib/turbo.ts'

const MINUTE_MS = 60_000
const isLong = process.argv.includes('--long')
const failedSteps: string[] = []
let stoppedBy: NodeJS.Signals | null = null

/** One program reads what they share once; a package that is not in it is checked by itself. */
const NODE_PROGRAM = JSON.parse(readFileSync(join(ROOT, 'tsconfig.node.json'), 'utf8')) as {
  include: string[]
}
const CHECKED_TOGETHER = new Set(
  NODE_PROGRAM.include.flatMap(path => /^(?:apps|packages)\/[^/]+/.exec(path)?.[0] ?? []),
)

function tool(name: string, ...args: string[]): Command {
  return { file: join(ROOT, 'node_modules', '.bin', name), args, timeoutMs: 10 * MINUTE_MS }
}

/** Told in one piece when it is over, since others may run beside it. */
async function check(name: string, command: Command): Promise<Outcome> {
  if (stoppedBy !== null) return { isOk: false, output: '' }
  const startedAt = Date.now()
  const outcome = await runQuietly(command)
  const seconds = ((Date.now() - startedAt) / 1000).toFixed(1)
  process.stdout.write(`${name} ... ${outcome.isOk ? 'ok' : 'FAILED'} (${seconds} s)\n`)
  if (!outcome.isOk) {
    failedSteps.push(name)
    process.stdout.write(`${outcome.output.trim()}\n\n`)
  }
  return outcome
}

type TestStep = {
  command(reportFile: string): Command
  tally(reportFile: string, isOk: boolean): Tally
}

const VITEST: TestStep = {
  command: reportFile => ({
    file: process.execPath,
    args: [
      join(ROOT, 'node_modules', 'vitest', 'vitest.mjs'),
      'run',
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${reportFile}`,
    ],
    env: toolEnv(isLong ? { LANDFALL_LONG: '1' } : {}),
    timeoutMs: (isLong ? 80 : 20) * MINUTE_MS,
  }),
  tally,
}

/** After vitest and never beside it: a browser, five processes and their database need the machine for themselves. */
const BROWSER: TestStep = {
  command: reportFile => ({
    file: process.execPath,
    args: [
      join(ROOT, 'apps', 'e2e', 'node_modules', '@playwright', 'test', 'cli.js'),
      'test',
      `--config=${join(ROOT, 'apps', 'e2e')}`,
    ],
    env: toolEnv({ LANDFALL_E2E_REPORT: reportFile, ...(isLong ? { LANDFALL_LONG: '1' } : {}) }),
    // It may have to install a browser first.
    timeoutMs: 25 * MINUTE_MS,
  }),
  tally: tallyE2e,
}

async function runTests(step: TestStep): Promise<Tally> {
  if (stoppedBy !== null) return { passed: 0, failed: 0, problems: [] }
  const folder = mkdtempSync(join(tmpdir(), 'landfall-report-'))
  const reportFile = join(folder, 'report.json')
  try {
    const outcome = await runAloud(step.command(reportFile))
    const counts = step.tally(reportFile, outcome.isOk)
    // Its own output ends before it is stopped or crashes; after failed tests it has said enough.
    if (counts.passed === 0) process.stdout.write(`tests ${outcome.output.trim()}\n`)
    return counts
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

/** A vitest that was killed could not stop its Postgres, nor could its workers stop theirs. */
async function stopLeftovers(): Promise<void> {
  // Processes that were just killed are not gone at once, and what belongs to a live one is not touched.
  if (stoppedBy !== null) await sleep(500)
  const { removeLeftovers } = await import('../packages/local/src/testing/leftovers.ts')
  await removeLeftovers()
}

function stopAt(signal: NodeJS.Signals): void {
  stoppedBy = signal
  killAll('SIGKILL')
}
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stopAt)

const isReady = isInstalled() || (await check('Install', INSTALL)).isOk
let runs: Tally[] = [{ passed: 0, failed: 1, problems: ['nothing ran without an install'] }]
if (isReady) {
  await check('Generate', turbo('generate'))
  await check('Types on Node', tool('tsc', '-p', 'tsconfig.node.json'))
  // In one call: two at once would both write what is generated, and the build leaves a core idle for long.
  await check(
    'Types of the rest, and the dashboard built',
    turbo(
      WEB_BUILD,
      'typecheck',
      '--continue',
      ...Array.from(CHECKED_TOGETHER, folder => `--filter=!./${folder}`),
    ),
  )
  await Promise.all([
    check('Lint and format', tool('biome', 'check', '.')),
    check('Doors', tool('depcruise', '--config', '.dependency-cruiser.cjs', 'apps', 'packages', 'examples')),
    check('Unused code', tool('knip')),
  ])
  runs = [await runTests(VITEST), await runTests(BROWSER)]
  await stopLeftovers()
}
if (stoppedBy !== null) failedSteps.push(`stopped by ${stoppedBy}`)

const passed = runs.reduce((sum, tests) => sum + tests.passed, 0)
const failed = runs.reduce((sum, tests) => sum + tests.failed, failedSteps.length)
for (const name of failedSteps) process.stdout.write(`Failed: ${name}\n`)
for (const problem of runs.flatMap(tests => tests.problems))
  process.stdout.write(`Failed: tests, ${problem}\n`)
process.exitCode = failed === 0 ? 0 : 1
process.stdout.write(`${passed} passed, ${failed} failed\n`)

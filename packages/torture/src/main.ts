/** `npm run torture -- [--minutes N] [--seed S] [--clients C] [--versioned]`. Exit code 1 where anything was violated. */
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { reportOf } from './report.ts'
import { runTorture, type TortureResult } from './run-torture.ts'

const EXIT_INTERRUPTED = 130

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    clients: { type: 'string', default: '16' },
    versioned: { type: 'boolean', default: false },
  },
})
const [minutes, seed, clients] = [values.minutes, values.seed, values.clients].map(Number) as [
  number,
  number,
  number,
]
if (![minutes, seed, clients].every(value => value >= 0)) {
  console.error('Usage: npm run torture -- [--minutes N] [--seed S] [--clients C] [--versioned]')
  process.exit(2)
}
const isVersioned = values.versioned
const command = `npm run torture -- --minutes ${minutes} --seed ${seed} --clients ${clients}${isVersioned ? ' --versioned' : ''}`
console.log(command)

const stop = new AbortController()
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort(signal))

// Nobody would read what was found.
process.stdout.once('error', () => stop.abort('the end of its output'))

async function runOrStop(): Promise<TortureResult> {
  try {
    const say = (line: string) => console.log(line)
    return await runTorture({ minutes, seed, clients, isVersioned, say, signal: stop.signal })
  } catch (error) {
    if (!stop.signal.aborted) throw error
    console.log(`Stopped by ${stop.signal.reason}: nothing was audited, and nothing runs any more.`)
    process.exit(EXIT_INTERRUPTED)
  }
}

const result = await runOrStop()
console.log(reportOf(result, command))
if (result.violations.length === 0) rmSync(result.dir, { recursive: true, force: true })
process.exit(result.violations.length === 0 ? 0 : 1)

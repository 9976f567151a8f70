/** `npm run torture -- [--minutes N] [--seed S] [--clients C]`. Exit code 1 where anything was violated. */
import { randomInt } from 'node:crypto'
import { rmSync } from 'node:fs'
import { parseArgs } from 'node:util'
import { reportOf } from './report.ts'
import { runTorture } from './run-torture.ts'

const { values } = parseArgs({
  options: {
    minutes: { type: 'string', default: '2' },
    seed: { type: 'string', default: String(randomInt(1_000_000)) },
    clients: { type: 'string', default: '16' },
  },
})
const [minutes, seed, clients] = [values.minutes, values.seed, values.clients].map(Number) as [
  number,
  number,
  number,
]
if (![minutes, seed, clients].every(value => value >= 0)) {
  console.error('Usage: npm run torture -- [--minutes N] [--seed S] [--clients C]')
  process.exit(2)
}
const command = `npm run torture -- --minutes ${minutes} --seed ${seed} --clients ${clients}`
console.log(command)
const result = await runTorture({ minutes, seed, clients, say: line => console.log(line) })
console.log(reportOf(result, command))
if (result.violations.length === 0) rmSync(result.dir, { recursive: true, force: true })
process.exit(result.violations.length === 0 ? 0 : 1)

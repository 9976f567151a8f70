/**
 * `npm run bench -- NAME [--rounds N] [--only TEXT]`. A benchmark measures ours and something plain in turns, in one run,
 * and prints a Markdown table of ratios: a noisy machine slows both, and a faster one changes neither.
 * A benchmark is a folder beside this file with one function of type `Bench`; `lib` has what they share.
 */
import { parseArgs } from 'node:util'
import type { Bench } from './lib/bench.ts'
import { describeMachine } from './lib/machine.ts'
import { rowText, TABLE_HEAD } from './lib/table.ts'
import { benchS3 } from './s3/bench-s3.ts'

const benches: Record<string, Bench> = { s3: benchS3 }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' }, only: { type: 'string', default: '' } },
})
const bench = benches[positionals[0] ?? '']
const rounds = Number(values.rounds)
if (!bench || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join('|')} [--rounds N] [--only TEXT]`)
  process.exit(2)
}
console.log(`${describeMachine()}, ${rounds} rounds\n\n${TABLE_HEAD}`)
for await (const row of bench({ rounds, isWanted: name => name.includes(values.only) }))
  console.log(rowText(row))

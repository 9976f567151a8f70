/**
 * `npm run bench -- NAME [--rounds N]`. A benchmark measures ours and something plain in turns, in one run, and prints
 * a Markdown table of ratios: a noisy machine slows both, and a faster one changes neither.
 *
 * A benchmark is a folder beside this file that gives one function from rounds to text; `lib` has what they share.
 */
import { parseArgs } from 'node:util'
import { describeMachine } from './lib/machine.ts'
import { benchS3 } from './s3/bench-s3.ts'

type Bench = (rounds: number) => Promise<string>

const benches: Record<string, Bench> = { s3: benchS3 }

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { rounds: { type: 'string', default: '7' } },
})
const bench = benches[positionals[0] ?? '']
const rounds = Number(values.rounds)
if (!bench || !Number.isInteger(rounds) || rounds < 1) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join('|')} [--rounds N]`)
  process.exit(2)
}
console.log(`${describeMachine()}, ${rounds} rounds\n\n${await bench(rounds)}`)

import { type Spread, spreadOf } from './spread.ts'

/** Gives a rate: more is better. */
export type Contender = () => Promise<number>

export type Duel = { ours: Spread; plain: Spread; ratio: Spread }

/**
 * Both in turns, after a round that does not count, each first in every other round: what the machine does meanwhile
 * meets both, and the ratio is of neighbours in time.
 */
export async function duel(contenders: { ours: Contender; plain: Contender }, rounds: number): Promise<Duel> {
  const { ours, plain } = contenders
  await ours()
  await plain()
  const sample = { ours: [] as number[], plain: [] as number[], ratio: [] as number[] }
  for (let round = 0; round < rounds; round += 1) {
    const isOursFirst = round % 2 === 0
    const first = await (isOursFirst ? ours : plain)()
    const second = await (isOursFirst ? plain : ours)()
    const [ourRate, plainRate] = isOursFirst ? [first, second] : [second, first]
    sample.ours.push(ourRate)
    sample.plain.push(plainRate)
    sample.ratio.push(ourRate / plainRate)
  }
  return { ours: spreadOf(sample.ours), plain: spreadOf(sample.plain), ratio: spreadOf(sample.ratio) }
}

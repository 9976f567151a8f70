import type { Kind } from '../load-deps.ts'

/** Keys and multiparts that the product has no row of. */
export const strangers: Kind = async ({ random, witness }, { stranger }) => {
  await stranger.writeSome(random, witness)
  witness.figures.add('writes of a stranger')
}

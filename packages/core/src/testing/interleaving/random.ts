/** Choices that a seed decides, so that a run can be had again. */
export interface Random {
  /** From 0 up to 1. */
  next(): number
  /** True this often. */
  chance(probability: number): boolean
  /** One of them; throws where there is none. */
  pick<TItem>(items: readonly TItem[]): TItem
}

/** Mulberry32: 32 bits of state are plenty for choices, and small enough to read. */
export function createRandom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  return {
    next,
    chance: probability => next() < probability,
    pick: items => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('createRandom: nothing to pick from')
      return item
    },
  }
}

/** What a seed decides: plans of clients and of chaos. Which of them meet is up to the machine. */
export interface Random {
  /** From 0 up to, but not, `end`. */
  int(end: number): number
  between(low: number, high: number): number
  chance(share: number): boolean
  pick<TItem>(items: readonly TItem[]): TItem
  /** By weight. */
  weighted<TName extends string>(weights: Readonly<Record<TName, number>>): TName
  shuffled<TItem>(items: readonly TItem[]): TItem[]
  bytes(length: number): Buffer<ArrayBuffer>
  /** A stream of its own, so that one client's draws do not depend on another's speed. */
  fork(): Random
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0
  /** Mulberry32. */
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const int = (end: number) => Math.floor(next() * end)
  return {
    int,
    between: (low, high) => low + int(high - low + 1),
    chance: share => next() < share,
    pick<TItem>(items: readonly TItem[]) {
      return items[int(items.length)] as TItem
    },
    weighted<TName extends string>(weights: Readonly<Record<TName, number>>) {
      const entries = Object.entries(weights) as [TName, number][]
      let left = next() * entries.reduce((sum, [, weight]) => sum + weight, 0)
      const found = entries.find(([, weight]) => {
        left -= weight
        return left < 0
      })
      return (found ?? entries[0] ?? [''])[0] as TName
    },
    shuffled<TItem>(items: readonly TItem[]) {
      return items
        .map(item => ({ item, place: next() }))
        .sort((a, b) => a.place - b.place)
        .map(({ item }) => item)
    },
    bytes(length) {
      const words = new Uint32Array(Math.ceil(length / 4))
      for (let index = 0; index < words.length; index += 1) words[index] = next() * 2 ** 32
      return Buffer.from(words.buffer, 0, length)
    },
    fork: () => createRandom(int(2 ** 31)),
  }
}

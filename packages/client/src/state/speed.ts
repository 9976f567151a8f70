/** How long a change of speed takes to show. */
const WINDOW_MS = 5_000
/** Browsers report the first megabytes at once (they fill the socket's buffer): one sample is no speed. */
const SHORTEST_MS = 500

interface Sample {
  atMs: number
  bytes: number
}

/** Bytes per second over the last seconds; `null` until there is enough to tell. */
export interface Speedometer {
  add(atMs: number, bytes: number): void
  bytesPerSecond(): number | null
}

export function createSpeedometer(): Speedometer {
  const samples: Sample[] = []
  return {
    add: (atMs, bytes) => {
      samples.push({ atMs, bytes })
      // The sample just outside stays: the window's start lies between it and the next.
      while ((samples[1]?.atMs ?? atMs) < atMs - WINDOW_MS) samples.shift()
    },
    bytesPerSecond: () => {
      const first = samples[0]
      const last = samples.at(-1)
      if (!first || !last || last.atMs - first.atMs < SHORTEST_MS) return null
      return ((last.bytes - first.bytes) * 1000) / (last.atMs - first.atMs)
    },
  }
}

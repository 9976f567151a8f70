import { vi } from 'vitest'

/** Until it holds; long enough for a machine that does ten other things. */
export const eventually = <TResult>(check: () => TResult | Promise<TResult>): Promise<TResult> =>
  vi.waitFor(check, { timeout: 15_000, interval: 20 })

import { type InfrastructureCode, InfrastructureError } from '../domain/infrastructure-error.ts'

/** `before`: the other side was not reached. `after`: the work was done there and its answer lost. */
export type FaultTime = 'before' | 'after'

export interface FaultSwitches<TMethod extends string> {
  /** The next such call fails with the port's "unavailable". */
  failNext(method: TMethod, time?: FaultTime): void
  /** Every call fails until `recover`. */
  failAll(): void
  recover(): void
  /** Runs before each call does anything, so that a test can let somebody else go first; `null` removes it. */
  beforeEach(hook: ((method: TMethod) => Promise<void> | void) | null): void
  /** Every call so far, oldest first. */
  calls: TMethod[]
}

export type Run<TMethod extends string> = <TValue>(
  method: TMethod,
  work: () => TValue | Promise<TValue>,
) => Promise<TValue>

export function createFaults<TMethod extends string>(
  code: InfrastructureCode,
): FaultSwitches<TMethod> & { run: Run<TMethod> } {
  const planned: { method: TMethod; time: FaultTime }[] = []
  const calls: TMethod[] = []
  let hook: ((method: TMethod) => Promise<void> | void) | null = null
  let isDown = false
  const take = (method: TMethod, time: FaultTime): boolean => {
    const index = planned.findIndex(fault => fault.method === method && fault.time === time)
    if (index >= 0) planned.splice(index, 1)
    return index >= 0
  }
  return {
    calls,
    failNext: (method, time = 'before') => {
      planned.push({ method, time })
    },
    failAll: () => {
      isDown = true
    },
    recover: () => {
      isDown = false
      planned.length = 0
    },
    beforeEach: next => {
      hook = next
    },
    run: async (method, work) => {
      calls.push(method)
      await hook?.(method)
      if (isDown || take(method, 'before')) throw failureOf(code, method)
      const isAnswerLost = take(method, 'after')
      const value = await work()
      if (isAnswerLost) throw failureOf(code, method)
      return value
    },
  }
}

export function failureOf(code: InfrastructureCode, method: string): InfrastructureError {
  return new InfrastructureError(code, new RangeError(`switched off: ${method}`))
}

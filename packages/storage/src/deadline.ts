/** The store did not answer within the bound that we set. */
class StoreTimeoutError extends Error {
  constructor(timeoutMs: number) {
    super(`The object store did not answer within ${timeoutMs} ms.`)
    this.name = 'TimeoutError'
  }
}

/**
 * Bounds everything a call may wait for. The signal alone is not enough: the SDK hears it while a request is out, but
 * not while it looks for credentials or waits before its second attempt.
 */
export async function withDeadline<TResult>(
  timeoutMs: number,
  run: (signal: AbortSignal) => Promise<TResult>,
): Promise<TResult> {
  const controller = new AbortController()
  const late = Promise.withResolvers<never>()
  const timer = setTimeout(() => {
    const reason = new StoreTimeoutError(timeoutMs)
    late.reject(reason)
    controller.abort(reason)
  }, timeoutMs)
  try {
    return await Promise.race([run(controller.signal), late.promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Holds back sending. Owned by the caller's handle of the upload; whoever sends waits at it. */
export interface PauseGate {
  readonly isPaused: boolean
  /** Aborted when somebody pauses; after a resume there is a new one. */
  readonly signal: AbortSignal
  pause(): void
  resume(): void
  /** Resolves when nothing is held back; rejects with the signal's reason. */
  whenOpen(signal: AbortSignal): Promise<void>
}

export function createPauseGate(): PauseGate {
  let paused = new AbortController()
  let waiting: (() => void)[] = []
  return {
    get isPaused() {
      return paused.signal.aborted
    },
    get signal() {
      return paused.signal
    },
    pause: () => paused.abort(),
    resume: () => {
      if (!paused.signal.aborted) return
      paused = new AbortController()
      const open = waiting
      waiting = []
      for (const go of open) go()
    },
    whenOpen: async signal => {
      while (paused.signal.aborted) {
        signal.throwIfAborted()
        await new Promise<void>((resolve, reject) => {
          const stop = () => reject(signal.reason)
          signal.addEventListener('abort', stop, { once: true })
          waiting.push(() => {
            signal.removeEventListener('abort', stop)
            resolve()
          })
        })
      }
    },
  }
}

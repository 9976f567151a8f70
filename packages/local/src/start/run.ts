/** One life of one part: a child process, or the embedded Postgres. */
export interface Run {
  readonly pid: number
  /** True for what goes on when we are killed, and is adopted by the next start; all else ends by itself then. */
  readonly outlivesUs: boolean
  /** Resolves when it is gone, with how it ended and, if it has any, its last log lines. */
  readonly gone: Promise<string>
  /** Graceful first; returns when it is gone. */
  stop(): Promise<void>
  /** At once, without waiting. */
  kill(): void
}

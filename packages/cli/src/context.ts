/** The surroundings of one call of the command. */
export interface Context {
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Results, for people or as JSON. */
  stdout(text: string): void
  /** Progress and errors. */
  stderr(text: string): void
  /** Whether somebody watches stderr, so that a line may be drawn over. */
  isTerminal: boolean
  /** Puts a question to whoever sits there; absent where nobody does. */
  ask?: ((question: string) => Promise<string>) | undefined
  signal: AbortSignal
}

/** 2: the call itself was wrong. 130: interrupted (128 + SIGINT). */
export const EXIT = { ok: 0, failed: 1, usage: 2, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A call that cannot be meant: the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

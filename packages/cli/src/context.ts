/** The surroundings of one call of the command. */
export interface Context {
  argv: readonly string[]
  env: Readonly<Record<string, string | undefined>>
  cwd: string
  /** Results, for people or as JSON. */
  stdout(text: string): void
  /** The bytes of a file, where it is piped on; resolves once more may come. */
  stdoutBytes(chunk: Uint8Array): Promise<void>
  /** Progress and errors. */
  stderr(text: string): void
  stdin: AsyncIterable<Uint8Array>
  /** Whether somebody watches stderr, so that a line may be drawn over. */
  isTerminal: boolean
  /** Characters in a line of that terminal. */
  columns: number
  /** Puts a question to whoever sits there; absent where nobody does. `isSecret`: what is typed is not shown. */
  ask?: ((question: string, isSecret?: boolean) => Promise<string>) | undefined
  signal: AbortSignal
}

/** 2: the call itself was wrong. 3: some of many failed. 130: interrupted (128 + SIGINT). */
export const EXIT = { ok: 0, failed: 1, usage: 2, partly: 3, interrupted: 130 } as const
export type ExitCode = (typeof EXIT)[keyof typeof EXIT]

/** A call that cannot be meant: the message says what to write instead. */
export class UsageError extends Error {
  override readonly name = 'UsageError'
}

/** Something on this machine that keeps the command from its work; the message says what to do. */
export class CommandError extends Error {
  override readonly name = 'CommandError'
  readonly code: string

  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/** Whatever broke off because of Ctrl-C; what it said of itself is of no use to whoever pressed it. */
export const INTERRUPTED = new CommandError('ABORTED', 'Interrupted')

/** Another process listens on the asked port; the caller may try the next one. */
export class PortTakenError extends Error {
  readonly port: number

  constructor(port: number) {
    super(`Port ${port} is taken by another process.`)
    this.name = 'PortTakenError'
    this.port = port
  }
}

/** Postgres cannot run here as things stand. The message says what to change; it is meant for the person at the terminal. */
export class PostgresError extends Error {
  override readonly name = 'PostgresError'
}

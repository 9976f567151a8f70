export type MigrationErrorCode =
  /** Nothing answers at the address, or not in time. */
  | 'DATABASE_UNREACHABLE'
  /** It answers, but not to this user, or has no such database. */
  | 'DATABASE_REFUSED'
  /** Another process holds the migration lock for longer than we wait. */
  | 'MIGRATION_LOCKED'
  /** A migration that the database has is not the one in the folder. */
  | 'MIGRATION_EDITED'
  | 'MIGRATION_FAILED'

/** Why the database could not be brought up to date. The message is for an operator and carries no credentials. */
export class MigrationError extends Error {
  readonly code: MigrationErrorCode

  constructor(code: MigrationErrorCode, message: string, cause?: unknown) {
    super(message, { cause })
    this.name = 'MigrationError'
    this.code = code
  }
}

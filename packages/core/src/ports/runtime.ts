import type { IdKind } from '../domain/ids.ts'

/** Only schedules and signs with it; row times and guards use the database's clock. */
export interface Clock {
  now(): Date
}

export interface Ids {
  next(kind: IdKind): string
  /** Unguessable text of `[a-z0-9]`. */
  random(length: number): string
}

/** Structured log. Never a secret, never a signed URL. */
export interface Log {
  info(fields: Record<string, unknown>, message: string): void
  warn(fields: Record<string, unknown>, message: string): void
  error(fields: Record<string, unknown>, message: string): void
}

/** API keys and tokens: made once, shown once, stored as a hash. */
export interface Secrets {
  /** `sk_` and enough randomness that a plain hash is safe to store. */
  newApiKey(): string
  /** For links and cookies: as hard to guess as a key, and safe in a URL. */
  newToken(): string
  /** SHA-256 in lower-case hex. */
  hash(secret: string): string
}

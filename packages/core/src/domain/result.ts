import type { DomainError } from './errors.ts'

/** Services return refusals as values; only procedures turn them into a throw. */
export type Result<TValue> = { ok: true; value: TValue } | { ok: false; error: DomainError }

export const succeed = <TValue>(value: TValue): Result<TValue> => ({ ok: true, value })

export const refuse = (error: DomainError): { ok: false; error: DomainError } => ({ ok: false, error })

/** One answer for "does not exist" and "is somebody else's", so that ids cannot be probed. */
export const notFound = (resource: string, id: string) =>
  refuse({ code: 'NOT_FOUND', message: `No such ${resource}: ${id}`, details: { resource, id } })

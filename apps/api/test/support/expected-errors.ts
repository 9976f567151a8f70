import { expect } from 'vitest'

/** Whole bodies of refusals, so that a test compares all of it. */
export function refusal(
  [status, type]: [status: number, type: string],
  details: { code: string; retry: string; [field: string]: unknown },
  message: unknown = expect.any(String),
) {
  return {
    success: false,
    status,
    error: { message, type, details: { ...details, retryable: details.retry === 'same_request' } },
  }
}

export const invalid = (
  loc: (string | number)[],
  msg: unknown = expect.any(String),
  type: unknown = expect.any(String),
) => ({ detail: [{ loc, msg, type }] })

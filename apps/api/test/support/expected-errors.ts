/** Whole bodies of refusals, so that a test compares all of it. */
export function refusal(status: number, type: string, details: { code: string; retry: string } & object, message: unknown) {
  return {
    success: false,
    status,
    error: { message, type, details: { ...details, retryable: details.retry === 'same_request' } },
  }
}

export const invalid = (loc: (string | number)[], msg: unknown, type: unknown) => ({ detail: [{ loc, msg, type }] })

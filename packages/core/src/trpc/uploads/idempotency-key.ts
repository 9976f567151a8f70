import { type Result, refuse, succeed } from '../../domain/result.ts'
import { MAX_IDEMPOTENCY_KEY_CHARACTERS } from '../../wire/limits.ts'

const KEY = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/

/** The header's value is the caller's own text; anything that a header can carry but a log should not is refused. */
export function readIdempotencyKey(value: string | null | undefined): Result<string | null> {
  if (value === null || value === undefined) return succeed(null)
  if (KEY.test(value) && value.length <= MAX_IDEMPOTENCY_KEY_CHARACTERS) return succeed(value)
  const message = `must be 1 to ${MAX_IDEMPOTENCY_KEY_CHARACTERS} visible ASCII characters`
  return refuse({
    code: 'INVALID_INPUT',
    message: `Idempotency-Key ${message}`,
    issues: [{ path: ['Idempotency-Key'], message, type: 'value_error' }],
  })
}

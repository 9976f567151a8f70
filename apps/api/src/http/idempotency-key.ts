import type { FastifyRequest } from 'fastify'

/** CONTRACT 0.15. Sent twice, the lines arrive joined by a comma, as one key that nobody meant; it is still one key. */
export function idempotencyKeyOf({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const value = headers['idempotency-key']
  return Array.isArray(value) ? value.join(', ') : (value ?? null)
}

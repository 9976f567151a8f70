import type { FieldIssue } from '@landfall/core/domain'
import type { FastifyRequest } from 'fastify'

/**
 * A procedure's input is put together from the path, the query and the body. Where each field stood is remembered, so
 * that a 422 names the place that the caller has to change. Nothing is checked here: the procedure's schema does.
 */
export interface Layer {
  /** What precedes a field's name in `loc`. */
  loc: string[]
  values: Record<string, unknown>
}

type Addresses = Map<string, string[]>

const addresses = new WeakMap<FastifyRequest, { fields: Addresses; fallback: string[] }>()

export const fromBody = (request: FastifyRequest): Layer => ({
  loc: ['body'],
  values: (request.body ?? {}) as Record<string, unknown>,
})

export const fromPath = (request: FastifyRequest): Layer => ({
  loc: ['path'],
  values: request.params as Record<string, unknown>,
})

export const fromQuery = (values: Record<string, unknown>): Layer => ({ loc: ['query'], values })

/** Later layers win; a missing field is reported where the first layer stands. */
export function takeInput<TInput>(request: FastifyRequest, layers: [Layer, ...Layer[]]): TInput {
  const given = layers.flatMap(({ loc, values }) =>
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value, loc }])),
  )
  const fields: Addresses = new Map(given.map(({ name, loc }) => [name, loc]))
  addresses.set(request, { fields, fallback: layers[0].loc })
  // fromEntries defines own properties, so a field called __proto__ is a field like any other.
  return Object.fromEntries(given.map(({ name, value }) => [name, value])) as TInput
}

export function addressOf(request: FastifyRequest, issue: FieldIssue): (string | number)[] {
  if (issue.path[0] === 'Idempotency-Key') return ['header', ...issue.path]
  const known = addresses.get(request)
  const loc = known?.fields.get(String(issue.path[0])) ?? known?.fallback ?? ['body']
  return [...loc, ...issue.path]
}

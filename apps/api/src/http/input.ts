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
  /** Each value is all that stands there, and its field's name is ours alone. */
  isWhole?: boolean
}

type Addresses = Map<string, Pick<Layer, 'loc' | 'isWhole'>>

const addresses = new WeakMap<FastifyRequest, { fields: Addresses; fallback: string[] }>()

export const fromBody = (request: FastifyRequest): Layer => ({
  loc: ['body'],
  values: (request.body ?? {}) as Record<string, unknown>,
})

/** For a body that is one value of the procedure's input, so that no field of it can take the place of another. */
export const wholeBody = (request: FastifyRequest, field: string): Layer => ({
  loc: ['body'],
  values: { [field]: request.body ?? {} },
  isWhole: true,
})

export const fromPath = (request: FastifyRequest): Layer => ({
  loc: ['path'],
  values: request.params as Record<string, unknown>,
})

export const fromQuery = (values: Record<string, unknown>): Layer => ({ loc: ['query'], values })

/** Later layers win; a missing field is reported where the first layer stands. */
export function takeInput<TInput>(request: FastifyRequest, layers: [Layer, ...Layer[]]): TInput {
  const given = layers.flatMap(({ values, ...place }) =>
    Object.entries(values).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value, place }])),
  )
  const fields: Addresses = new Map(given.map(({ name, place }) => [name, place]))
  addresses.set(request, { fields, fallback: layers[0].loc })
  // fromEntries defines own properties, so a field called __proto__ is a field like any other.
  return Object.fromEntries(given.map(({ name, value }) => [name, value])) as TInput
}

export function addressOf(request: FastifyRequest, issue: FieldIssue): (string | number)[] {
  if (issue.path[0] === 'Idempotency-Key') return ['header', ...issue.path]
  const known = addresses.get(request)
  const place = known?.fields.get(String(issue.path[0]))
  if (place?.isWhole) return [...place.loc, ...issue.path.slice(1)]
  return [...(place?.loc ?? known?.fallback ?? ['body']), ...issue.path]
}

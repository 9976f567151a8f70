import type { FastifyRequest } from 'fastify'
import { InvalidRequestError } from '../http/invalid-request.ts'

/** Query parameters are text; these are the kinds that the contract has. Absent ones are left out, unknown ones ignored. */
type Kind = 'boolean' | 'integer' | 'text'

type ValueOf<TKind extends Kind> = TKind extends 'boolean'
  ? boolean
  : TKind extends 'integer'
    ? number
    : string

export type Query<TKinds extends Record<string, Kind>> = { [Name in keyof TKinds]?: ValueOf<TKinds[Name]> }

export function readQuery<const TKinds extends Record<string, Kind>>(
  request: FastifyRequest,
  kinds: TKinds,
): Query<TKinds> {
  const given = request.query as Record<string, string | string[] | undefined>
  const read = Object.entries(kinds).flatMap(([name, kind]) => {
    const text = Object.hasOwn(given, name) ? given[name] : undefined
    return text === undefined ? [] : [[name, readOne(name, kind, text)] as const]
  })
  return Object.fromEntries(read) as Query<TKinds>
}

const BOOLEANS: Record<string, boolean> = { true: true, '1': true, false: false, '0': false }

function readOne(name: string, kind: Kind, text: string | string[]): boolean | number | string {
  if (Array.isArray(text)) throw invalid(name, 'given_twice', 'must be given once')
  switch (kind) {
    case 'text':
      return text
    case 'boolean': {
      const value = BOOLEANS[text.toLowerCase()]
      if (value === undefined) throw invalid(name, 'bool_parsing', 'must be true or false')
      return value
    }
    case 'integer':
      if (!/^-?\d{1,15}$/.test(text)) throw invalid(name, 'int_parsing', 'must be a whole number')
      return Number(text)
  }
}

const invalid = (name: string, type: string, message: string) =>
  new InvalidRequestError(['query', name], type, message)

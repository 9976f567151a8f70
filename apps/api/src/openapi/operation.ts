import { MAX_CURSOR_CHARACTERS, withDefault } from '@landfall/core/wire'
import { z } from 'zod'
import type { ResponseName } from './schemas.ts'

/** What a route adds to a procedure: path, query, header, status. All else is said by the schemas of core/wire. */
export interface Operation {
  /** As the SDKs of the contract name it, where it has it. */
  id: string
  method: 'get' | 'post' | 'put' | 'patch' | 'delete'
  path: string
  tag: 'Uploads' | 'Buckets' | 'Objects' | 'Tasks' | 'Quotas' | 'Tokens'
  summary: string
  description?: string
  query?: Record<string, Parameter>
  /** The body is this schema without what the path and the query say. */
  body?: { name: string; schema: z.ZodType; without?: readonly string[]; example: object }
  /** `null`: 204, or the redirect of `redirects`. */
  response: ResponseName | null
  redirects?: boolean
  takesIdempotencyKey?: boolean
  /** Found by the key alone (CONTRACT 2). */
  ignoresNamespace?: boolean
}

export interface Parameter {
  description: string
  schema: object
}

export const flag = (description: string, byDefault: boolean): Parameter => ({
  description,
  schema: { type: 'boolean', default: byDefault },
})

/** CONTRACT 4.2: where a body says the same, the query wins. */
export const PAGE_QUERY: Record<string, Parameter> = {
  limit: {
    description: 'Results on a page',
    schema: { type: 'integer', minimum: 1, maximum: 1000, default: 20 },
  },
  offset: { description: 'Results to skip', schema: { type: 'integer', minimum: 0, maximum: 10_000 } },
  cursor: {
    description: '`next_cursor` of the page before; wins over `offset`',
    schema: { type: 'string', minLength: 1, maxLength: MAX_CURSOR_CHARACTERS },
  },
  include_total: flag('Count all matches', false),
}

/** What a list takes in its body where the query says nothing; CONTRACT 4.1 and 6 bound it for each list. */
export const bodyLimit = (byDefault: number, most: number) => withDefault(z.int().min(1).max(most), byDefault)

export const LIST =
  'By `filters` (AND, OR and NOT over conditions `{field, operator, value}`; any other key is shorthand equality), `search` and `sort`. ' +
  'Query parameters win over the body.'

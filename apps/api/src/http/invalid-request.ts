import type { FieldIssue } from '@landfall/core/domain'

/** Where a value stood in the request, the first part of a 422's `loc`. */
export type Source = 'body' | 'path' | 'query' | 'header'

/** A request that cannot even be handed to a procedure's schema. */
export class InvalidRequestError extends Error {
  /** Of the one field or part that is wrong. */
  readonly loc: [Source, ...(string | number)[]]
  readonly issue: FieldIssue

  constructor(loc: [Source, ...(string | number)[]], type: string, message: string) {
    super(message)
    this.name = 'InvalidRequestError'
    this.loc = loc
    this.issue = { path: loc.slice(1), message, type }
  }
}

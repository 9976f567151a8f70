import type { DomainError } from '@landfall/core/domain'
import { describeError, toTrpcError } from '@landfall/core/trpc'

/** A refusal in the body that REST has, so that every route of this app answers alike. */
export function refuse(refusal: DomainError): Response {
  return answerFailure(toTrpcError(refusal))
}

export function answerFailure(thrown: unknown): Response {
  const { status, error } = describeError(thrown, crypto.randomUUID())
  return Response.json({ success: false, status, error }, { status })
}

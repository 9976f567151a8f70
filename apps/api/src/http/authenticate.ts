import { type Actor, notFound } from '@landfall/core/domain'
import type { ServiceDeps } from '@landfall/core/services'
import { toTrpcError } from '@landfall/core/trpc'
import type { FastifyRequest } from 'fastify'

/**
 * Who is calling, from `Authorization` alone: a cookie would be sent by any page, and CORS here is open. `null`: no key,
 * or not a valid one. Throws 404 for a namespace that is unknown or not this key's.
 */
export async function authenticate(
  services: Pick<ServiceDeps, 'tenants' | 'secrets'>,
  headers: FastifyRequest['headers'],
): Promise<Actor | null> {
  const secret = bearerOf(headers.authorization)
  if (secret === null) return null
  const namespace = namespaceOf(headers['x-namespace'])
  const found = await services.tenants.authenticate(services.secrets.hash(secret), namespace)
  switch (found.outcome) {
    case 'actor':
      return found.actor
    case 'unknown_key':
      return null
    case 'namespace_unknown':
      throw toTrpcError(notFound('namespace', namespace ?? '').error)
  }
}

/** RFC 9110 11.1: the scheme is case-insensitive. */
export function bearerOf(header: string | undefined): string | null {
  return /^bearer +(\S{1,512}) *$/i.exec(header ?? '')?.[1] ?? null
}

/** An empty header is no header: a client whose setting is unset sends one. */
function namespaceOf(header: string | string[] | undefined): string | null {
  const name = Array.isArray(header) ? header[0] : header
  return name?.trim() || null
}

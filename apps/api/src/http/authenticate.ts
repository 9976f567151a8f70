import { type Actor, notFound } from '@landfall/core/domain'
import { authenticateToken, looksLikeToken, type ServiceDeps } from '@landfall/core/services'
import { toTrpcError } from '@landfall/core/trpc'
import { MAX_TOKEN_CHARACTERS } from '@landfall/core/wire'
import type { FastifyRequest } from 'fastify'

/**
 * Who is calling, from `Authorization` alone: a cookie would be sent by any page, and CORS here is open. `null`: no key,
 * or not a valid one. Throws 401 with its own code for an upload token that is none (any more), and 404 for a namespace
 * that is unknown or not this credential's.
 */
export async function authenticate(
  services: Pick<ServiceDeps, 'tenants' | 'tokens' | 'tokenSigner' | 'secrets'>,
  headers: FastifyRequest['headers'],
): Promise<Actor | null> {
  const secret = bearerOf(headers.authorization)
  if (secret === null) return null
  const namespace = namespaceOf(headers['x-namespace'])
  if (looksLikeToken(secret)) return authenticatedByToken(services, secret, namespace)
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

async function authenticatedByToken(...asked: Parameters<typeof authenticateToken>): Promise<Actor> {
  const authenticated = await authenticateToken(...asked)
  if (!authenticated.ok) throw toTrpcError(authenticated.error)
  return authenticated.value
}

/** RFC 9110 11.1: the scheme is case-insensitive. */
export function bearerOf(header: string | undefined): string | null {
  const secret = /^bearer +(\S+) *$/i.exec(header ?? '')?.[1]
  return secret !== undefined && secret.length <= MAX_TOKEN_CHARACTERS ? secret : null
}

/** An empty header is no header: a client whose setting is unset sends one. */
function namespaceOf(header: string | string[] | undefined): string | null {
  const name = Array.isArray(header) ? header[0] : header
  return name === undefined ? null : decodeHeaderText(name).trim() || null
}

/**
 * A header is bytes, of which Node makes one character each: curl sends UTF-8, fetch and clients in Python Latin-1 and nothing
 * beyond. Percent-encoding of UTF-8 is how all of them can name anything (as RFC 8187 has it); a name that has such a sequence
 * itself is sent encoded, or by its id.
 */
export function decodeHeaderText(header: string): string {
  const text = utf8Of(header) ?? header
  try {
    const decoded = decodeURIComponent(text)
    return CONTROL.test(decoded) ? text : decoded
  } catch {
    return text
  }
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: no name has them, and Postgres takes no NUL
const CONTROL = /[\u0000-\u001f\u007f]/

function utf8Of(header: string): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.from(header, 'latin1'))
  } catch {
    return null
  }
}

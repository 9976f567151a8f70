import type { Actor } from '../../domain/actor.ts'
import type { DomainError } from '../../domain/errors.ts'
import type { QuotaRefusal } from '../../domain/quota.ts'

/** Names the scope, the limit, and what stands against it. */
export function quotaExceeded(refusal: QuotaRefusal): DomainError {
  const { scope, scopeId, owner } = refusal
  const subject = owner === null ? `${scope} ${scopeId}` : `owner ${owner} in bucket ${scopeId}`
  return {
    code: 'QUOTA_EXCEEDED',
    message: `The quota of ${subject} has no room: ${describe(refusal)}`,
    details: {
      scope,
      id: scopeId,
      owner,
      limit_bytes: refusal.limitBytes,
      used_bytes: refusal.usedBytes,
      reserved_bytes: refusal.reservedBytes,
      asked_bytes: refusal.askedBytes,
      limit_objects: refusal.limitObjects,
      used_objects: refusal.usedObjects,
      reserved_objects: refusal.reservedObjects,
      asked_objects: refusal.askedObjects,
    },
  }
}

type Told = Pick<DomainError, 'message' | 'details'> & { code: string }

/** A token's holder is a visitor: how full a quota is that others share is not told, only that it is full. */
export function quotaToldTo<TTold extends Told>({ kind, token }: Actor, told: TTold): TTold {
  if (kind !== 'token' || told.code !== 'QUOTA_EXCEEDED') return told
  const { scope, owner } = told.details ?? {}
  if (scope === 'owner' && owner === token?.owner) return told
  return { ...told, message: `The quota of this ${scope} has no room`, details: { scope } }
}

function describe(refusal: QuotaRefusal): string {
  const { limitBytes, usedBytes, reservedBytes, askedBytes } = refusal
  if (limitBytes !== null && askedBytes > 0 && usedBytes + reservedBytes + askedBytes > limitBytes) {
    return `${usedBytes} bytes used and ${reservedBytes} reserved of ${limitBytes}, ${askedBytes} asked`
  }
  const { limitObjects, usedObjects, reservedObjects, askedObjects } = refusal
  return `${usedObjects} objects used and ${reservedObjects} reserved of ${limitObjects}, ${askedObjects} asked`
}

export function tooManyUnsized(refusal: {
  scope: 'organization' | 'owner' | 'token'
  limit: number
}): DomainError {
  return {
    code: 'TOO_MANY_UNSIZED',
    message: `At most ${refusal.limit} uploads without file_size_bytes may be open per ${refusal.scope}`,
    details: { field: 'file_size_bytes', scope: refusal.scope, limit: refusal.limit },
  }
}

import type { Tenant } from '../../domain/actor.ts'
import { SECONDS_PER_DAY } from '../../domain/upload-state.ts'
import type { IdempotencyRef, RememberedCreate } from '../../ports/upload-ledger.ts'
import { type FakeTables, secondsAfter } from './tables.ts'

const nameOf = ({ organizationId, namespaceId }: Tenant, ref: IdempotencyRef) =>
  JSON.stringify([organizationId, namespaceId, ref.actorKind, ref.actorId, ref.operation, ref.key])

export function findRemembered(
  tables: FakeTables,
  tenant: Tenant,
  ref: IdempotencyRef,
): RememberedCreate | null {
  const found = tables.remembered.get(nameOf(tenant, ref))
  if (found === undefined || found.expiresAt <= tables.clock.now()) return null
  const { expiresAt: _, ...remembered } = found
  return remembered
}

/** `false`: somebody else's is remembered already. */
export function remember(
  tables: FakeTables,
  tenant: Tenant,
  { ref, ...made }: { ref: IdempotencyRef | null; uploadId: string; isDuplicate: boolean },
): boolean {
  if (ref === null) return true
  if (findRemembered(tables, tenant, ref) !== null) return false
  const expiresAt = secondsAfter(tables.clock.now(), SECONDS_PER_DAY)
  tables.remembered.set(nameOf(tenant, ref), { ...made, requestHash: ref.requestHash, expiresAt })
  return true
}

export function forgetExpired(tables: FakeTables): number {
  const now = tables.clock.now()
  const expired = [...tables.remembered].filter(([, { expiresAt }]) => expiresAt <= now)
  for (const [name] of expired) tables.remembered.delete(name)
  return expired.length
}

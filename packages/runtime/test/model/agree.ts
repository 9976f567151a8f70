import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import type { TestInstallation } from '../../src/testing/index.ts'
import type { Model } from './model.ts'
import { isOpen, type ModelUpload } from './model-upload.ts'
import type { Create, ScopeName } from './ops.ts'
import type { Real } from './real.ts'

type Row = { id: string; status: string; attempt: number; has_object: boolean }
type Quota = Record<'used_bytes' | 'used_objects' | 'reserved_bytes' | 'reserved_objects', string> & {
  id: string
}

const SCOPES = ['organization', 'bucket', 'owner'] as const

/** After every step: what is stored is what the model says, the three accounts of the books agree, and every key has a row. */
export async function agree(
  { runtime, database }: TestInstallation,
  { real, model }: { real: Real; model: Model },
): Promise<void> {
  const { organizationId } = real
  const [rows, quotas, audit, keys, lying] = await Promise.all([
    database.sql<Row>(
      `SELECT u.id, u.status, u.attempt, o.id IS NOT NULL AS has_object
         FROM upload u LEFT JOIN object o ON o.upload_id = u.id WHERE u.organization_id = $1`,
      [organizationId],
    ),
    database.sql<Quota>('SELECT * FROM quota WHERE organization_id = $1', [organizationId]),
    runtime.services.quotaAudit.verify(organizationId),
    database.sql<{ key: string }>('SELECT key FROM stored_key WHERE organization_id = $1', [organizationId]),
    real.listStore(),
  ])
  const stored = new Map(rows.map(({ id, ...row }) => [id, row]))
  deepStrictEqual(
    real.uploadIds.map(id => stored.get(id)),
    model.uploads.map(({ status, attempt, createObject, bytes }) => ({
      status,
      attempt,
      has_object: createObject && bytes !== null,
    })),
  )
  for (const scope of SCOPES) deepStrictEqual(sumsOf(quotas, real, scope), model.sumsOf(scope), scope)
  deepStrictEqual(audit.drifts, [], 'counters, ledger and what is there')
  const named = new Set(keys.map(({ key }) => key))
  for (const key of lying) ok(named.has(key), `${key} has no row`)
}

function sumsOf(quotas: Quota[], { organizationId, bucketId }: Real, scope: ScopeName) {
  const id = {
    organization: `organization:${organizationId}`,
    bucket: `bucket:${bucketId}`,
    owner: `owner:${bucketId}:ada`,
  }[scope]
  const quota = quotas.find(row => row.id === id)
  return {
    usedBytes: Number(quota?.used_bytes ?? 0),
    usedObjects: Number(quota?.used_objects ?? 0),
    reservedBytes: Number(quota?.reserved_bytes ?? 0),
    reservedObjects: Number(quota?.reserved_objects ?? 0),
  }
}

/** What was just reserved has to lie within every limit, whatever limits were before. */
export function checkLimits(model: Model, op: Create): void {
  if (model.uploads.at(-1)?.status === 'SKIPPED') return
  for (const scope of op.owner === 'ada' ? SCOPES : SCOPES.slice(0, 2)) {
    const { usedBytes, reservedBytes, usedObjects, reservedObjects } = model.sumsOf(scope)
    const { bytes, objects } = model.limits[scope]
    if (op.size !== null && op.size > 0)
      ok(bytes === null || usedBytes + reservedBytes <= bytes, `${scope} is over its bytes`)
    if (op.createObject)
      ok(objects === null || usedObjects + reservedObjects <= objects, `${scope} is over its objects`)
  }
}

/** A final status never changes. */
export function checkFinals(before: ModelUpload['status'][], model: Model): void {
  for (const [index, status] of before.entries())
    if (!isOpen(status)) strictEqual(model.uploads[index]?.status, status)
}

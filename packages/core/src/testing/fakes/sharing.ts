import type { Tenant } from '../../domain/actor.ts'
import type { QuotaTarget } from '../../domain/quota.ts'
import { isOpen } from '../../domain/upload-state.ts'
import type { UploadLedger } from '../../ports/upload-ledger.ts'
import { isNamed } from './key-references.ts'
import { type FakeTables, type KeyRow, rowOf, secondsAfter, type UploadRow } from './tables.ts'
import { isOwn, targetOf } from './tenancy.ts'

/** The oldest live bytes that the store verified to be these. */
export function findShared(
  tables: FakeTables,
  row: UploadRow,
  { sha256, sizeBytes }: { sha256: string | null; sizeBytes: number },
): KeyRow | null {
  if (sha256 === null || sizeBytes === 0 || !row.declared.skipDuplicates) return null
  const isSame = (key: KeyRow) =>
    key.state === 'live' &&
    key.missingSince === null &&
    key.sha256 === sha256 &&
    key.sizeBytes === sizeBytes &&
    isSamePlace(targetOf(rowOf(tables.uploads, key.uploadId)), targetOf(row))
  return [...tables.keys.values()].find(isSame) ?? null
}

type FindOriginal = UploadLedger['findOriginal']

export function findOriginal(
  tables: FakeTables,
  place: Parameters<FindOriginal>[0],
  { sha256, fileSizeBytes, createObject }: Parameters<FindOriginal>[1],
): UploadRow | undefined {
  const isOriginal = (row: UploadRow) => {
    const key = row.servedKeyId === null ? null : rowOf(tables.keys, row.servedKeyId)
    const hasBytes =
      key?.state === 'live' && key.missingSince === null && key.sha256 === sha256 && key.sizeBytes !== 0
    const holdsOn = row.objectId === null ? row.deletedAt === null : tables.objects.has(row.objectId)
    return (
      row.status === 'COMPLETED' &&
      row.declared.createObject === createObject &&
      (fileSizeBytes === null || row.fileSizeBytes === fileSizeBytes) &&
      isSamePlace(targetOf(row), place) &&
      hasBytes &&
      holdsOn &&
      !isMadeForObject(row)
    )
  }
  const found = [...tables.uploads.values()].filter(isOriginal)
  return found.sort((a, b) => Number(a.completedAt) - Number(b.completedAt))[0]
}

const isMadeForObject = (row: UploadRow) => row.guard === 'SERVER' && row.partSizeBytes === null

/** Of before a restoration: its object may be among what the database forgot. */
export function isDoubtful({ installation }: FakeTables, { createdAt }: UploadRow): boolean {
  return installation.restoredAt !== null && createdAt < installation.restoredAt
}

export function findLeftovers(tables: FakeTables, olderThanSeconds: number, limit: number): string[] {
  const before = secondsAfter(tables.clock.now(), -olderThanSeconds)
  const isLeft = (row: UploadRow) =>
    isMadeForObject(row) &&
    row.deletedAt === null &&
    (isOpen(row.status) || row.status === 'COMPLETED') &&
    row.createdAt <= before &&
    !isDoubtful(tables, row) &&
    !isNamed(tables, row.declared.uploadId)
  const found = [...tables.uploads.values()].filter(isLeft)
  return found.slice(0, limit).map(({ declared }) => declared.uploadId)
}

const isSamePlace = (a: QuotaTarget, b: QuotaTarget) =>
  isOwn(a, b) && a.bucketId === b.bucketId && a.owner === b.owner

export function findByUniqueKey(
  tables: FakeTables,
  place: Tenant & { bucketId: string },
  uniqueKey: string | null,
): string | null {
  if (uniqueKey === null) return null
  const found = [...tables.objects.values()].find(
    row => isOwn(place, row) && row.bucketId === place.bucketId && row.uniqueKey === uniqueKey,
  )
  return found?.objectId ?? null
}

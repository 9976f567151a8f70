import type { QuotaSums } from '../domain/quota.ts'

/**
 * What the contract suites audit after every test. Three independent accounts of the same thing: the counters, the
 * ledger's entries, and what really lies or is promised.
 */
export interface Books {
  quotas: BookedQuota[]
  /** The ledger's entries, added up per quota. */
  ledgerSums: BookedQuota[]
  /** Every live key with its size: what `used` bytes have to be. */
  liveKeys: { keyId: number; sizeBytes: number; quotaIds: string[] }[]
  /** What `used` objects have to be. */
  objects: { objectId: string; quotaIds: string[] }[]
  /** Open uploads: what `reserved` has to be. */
  reservations: { uploadId: string; bytes: number; objects: number; quotaIds: string[] }[]
  /** All keys, whatever their state. */
  keys: { keyId: number; key: string; uploadId: string; role: 'put' | 'seal'; state: string }[]
}

export type BookedCounters = QuotaSums
export type BookedQuota = BookedCounters & { id: string }

export const NOTHING_BOOKED: BookedCounters = {
  usedBytes: 0,
  usedObjects: 0,
  reservedBytes: 0,
  reservedObjects: 0,
}

/** What live keys, objects and open uploads come to, per quota: the truth that counters and ledger are held against. */
export function actualCounters(books: Books): Map<string, BookedCounters> {
  const sums = new Map<string, BookedCounters>()
  const add = (quotaIds: string[], part: Partial<BookedCounters>) => {
    for (const id of quotaIds) sums.set(id, addCounters(sums.get(id), part))
  }
  for (const { quotaIds, sizeBytes } of books.liveKeys) add(quotaIds, { usedBytes: sizeBytes })
  for (const { quotaIds } of books.objects) add(quotaIds, { usedObjects: 1 })
  for (const { quotaIds, bytes, objects } of books.reservations)
    add(quotaIds, { reservedBytes: bytes, reservedObjects: objects })
  return sums
}

export function addCounters(
  sum: BookedCounters = NOTHING_BOOKED,
  part: Partial<BookedCounters> = {},
): BookedCounters {
  return {
    usedBytes: sum.usedBytes + (part.usedBytes ?? 0),
    usedObjects: sum.usedObjects + (part.usedObjects ?? 0),
    reservedBytes: sum.reservedBytes + (part.reservedBytes ?? 0),
    reservedObjects: sum.reservedObjects + (part.reservedObjects ?? 0),
  }
}

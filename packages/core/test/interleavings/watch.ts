import { deepStrictEqual, ok, strictEqual } from 'node:assert/strict'
import { fitsQuota, isOpen } from '@landfall/core/domain'
import { actualCounters, NOTHING_BOOKED, type TestServices } from '@landfall/core/testing'
import { etagOf } from '../support/parts.ts'

/**
 * What has to hold between any two steps, whoever is in the middle of what. `node:assert` and not `expect`, which would
 * take most of the time that a hundred thousand runs have.
 */
/** Without the mark of the installation, which is nobody's upload. */
export const keysOfUploads = ({ store }: Pick<TestServices, 'store'>) =>
  store.keys().filter(key => !key.startsWith('_landfall/'))

export interface Watch {
  check(): void
}

type Tables = TestServices['db']['tables']

export function createWatch({ db, store }: TestServices, uploadId: string): Watch {
  const { tables } = db
  const finals = new Map<string, object>()
  const objectsEver = new Set<string>()
  const booksOf = db.readBooks
  return {
    check() {
      checkBooks(booksOf())
      checkLimits(tables)
      checkLedger(tables)
      checkFinals(tables, finals)
      checkKeys(tables, store)
      for (const object of tables.objects.values())
        if (object.blobs[0]?.uploadId === uploadId) objectsEver.add(object.objectId)
      ok(objectsEver.size <= 1, `one upload made ${objectsEver.size} objects`)
      checkTwins(tables)
      checkRefused(tables)
    },
  }
}

/** Counters = ledger = live bytes, objects and open reservations, in every scope. */
function checkBooks(books: ReturnType<TestServices['db']['readBooks']>): void {
  const ledger = new Map(books.ledgerSums.map(({ id, ...sums }) => [id, sums]))
  const actual = actualCounters(books)
  for (const { id, ...counters } of books.quotas) {
    deepStrictEqual(counters, ledger.get(id) ?? NOTHING_BOOKED, `${id}: counters and ledger`)
    deepStrictEqual(counters, actual.get(id) ?? NOTHING_BOOKED, `${id}: counters and what is there`)
  }
}

function checkLimits(tables: Tables): void {
  for (const quota of tables.quotas.values()) {
    const before = { ...quota, usedBytes: quota.usedBytes - 1, usedObjects: quota.usedObjects - 1 }
    ok(fitsQuota(before, 1, 1), `${quota.id} is over its limit`)
  }
}

/** Each upload is settled or released once, and what goes is refunded once. */
function checkLedger(tables: Tables): void {
  const ends = new Set<string>()
  for (const { subject, kind } of tables.entries) {
    if (kind === 'reserve' || kind === 'grow') continue
    const end = `${subject} ${kind === 'refund' ? 'refund' : 'end'}`
    ok(!ends.has(end), `${end} is booked twice`)
    ends.add(end)
  }
}

/** One object for a unique key, one upload for an Idempotency-Key. */
function checkTwins(tables: Tables): void {
  const uniqueKeys = [...tables.objects.values()].flatMap(({ uniqueKey }) => uniqueKey ?? [])
  ok(new Set(uniqueKeys).size === uniqueKeys.length, 'two objects have one unique key')
  const asked = [...tables.uploads.values()].flatMap(({ declared }) => declared.idempotency?.key ?? [])
  ok(new Set(asked).size === asked.length, 'two uploads came of one Idempotency-Key')
}

/** What its client refused is nobody's to settle but the client's own, later. */
function checkRefused(tables: Tables): void {
  for (const [uploadId, row] of tables.uploads) {
    const settledBy = row.status === 'COMPLETED' ? row.receipt?.settledBy : null
    if (settledBy !== 'sweep' && settledBy !== 'event') continue
    const refused = tables.events.filter(
      ({ kind, attempt, detail, ...event }) =>
        event.uploadId === uploadId &&
        attempt === row.attempt &&
        kind === 'confirm_refused' &&
        detail.source === 'claimed',
    )
    const etags = refused.map(({ detail }) => (detail.code === 'ETAG_MISMATCH' ? detail.observed : null))
    ok(!etags.includes(row.sourceEtag), `${uploadId}: the ${settledBy} settled what the client refused`)
    ok(row.disputedEtag !== row.sourceEtag, `${uploadId}: the ${settledBy} settled what is disputed`)
    ok(refused.length === 0 || row.disputedEtag !== null, `${uploadId}: a refusal was not remembered`)
  }
}

/** A final status, what it serves and what it made never change. */
function checkFinals(tables: Tables, finals: Map<string, object>): void {
  for (const [uploadId, row] of tables.uploads) {
    if (isOpen(row.status)) {
      ok(!finals.has(uploadId), `${uploadId} is open again`)
      continue
    }
    const { status, attempt, servedKeyId, etag, sourceEtag, objectId, completedAt } = row
    const now = {
      status,
      attempt,
      servedKeyId,
      etag,
      sourceEtag,
      objectId,
      completedAt,
    }
    const before = finals.get(uploadId)
    if (before) deepStrictEqual(now, before, `${uploadId} changed after it was final`)
    else finals.set(uploadId, now)
  }
}

/** Every key in the store has a row; what is served lies there, as it was when it was settled. */
function checkKeys(tables: Tables, store: TestServices['store']): void {
  const known = new Set([...tables.keys.values()].map(({ key }) => key))
  for (const key of keysOfUploads({ store })) ok(known.has(key), `${key} lies in the store without a row`)
  for (const row of tables.uploads.values()) {
    const served = row.servedKeyId === null ? undefined : tables.keys.get(row.servedKeyId)
    if (row.status !== 'COMPLETED' || served?.state !== 'live') continue
    const partBytes = tables.uploads.get(served.uploadId)?.partSizeBytes ?? null
    checkServed(row, { served, partBytes }, store)
  }
  for (const { blobs } of tables.objects.values())
    for (const { keyId } of blobs)
      strictEqual(tables.keys.get(keyId)?.state, 'live', 'an object names a dead key')
}

type Row<TTable> = TTable extends Map<unknown, infer TRow> ? TRow : never

/** What is served is what was compared, of the newest attempt, and nobody touched it since. */
function checkServed(
  { attempt, duplicateOf, etag, sourceEtag }: Row<Tables['uploads']>,
  { served, partBytes }: { served: Row<Tables['keys']>; partBytes: number | null },
  store: TestServices['store'],
): void {
  const text = store.read(served.key)
  ok(text !== null, `${served.key} is served and gone`)
  strictEqual(etagOf(text, partBytes), etag, `${served.key} was changed after it was settled`)
  strictEqual(etag, sourceEtag, `${served.key} is not a copy of what was compared`)
  if (duplicateOf === null) strictEqual(served.attempt, attempt, `${served.key} is of another attempt`)
}

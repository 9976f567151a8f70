import type { MakeDatabaseHarness } from './database-harness.ts'
import { databaseSuite } from './database-suite.ts'
import { dropReferenceContract } from './upload-ledger/drop-reference.ts'
import { duplicatesContract } from './upload-ledger/duplicates.ts'
import { findOriginalContract } from './upload-ledger/find-original.ts'
import { finishClosedContract } from './upload-ledger/finish-closed.ts'
import { finishCompletedContract } from './upload-ledger/finish-completed.ts'
import { finishGrowthContract } from './upload-ledger/finish-growth.ts'
import { idempotencyContract } from './upload-ledger/idempotency.ts'
import { leftoversContract } from './upload-ledger/leftovers.ts'
import { listsContract } from './upload-ledger/lists.ts'
import { multipartContract } from './upload-ledger/multipart.ts'
import { racesContract } from './upload-ledger/races.ts'
import { renewContract } from './upload-ledger/renew.ts'
import { reserveContract } from './upload-ledger/reserve.ts'
import { reserveBatchContract } from './upload-ledger/reserve-batch.ts'
import { reserveLimitsContract } from './upload-ledger/reserve-limits.ts'
import { sealsContract } from './upload-ledger/seals.ts'
import { searchAndSortContract } from './upload-ledger/search-and-sort.ts'
import { timelineContract } from './upload-ledger/timeline.ts'
import { tokenFilesContract } from './upload-ledger/token-files.ts'
import { uniqueKeysContract } from './upload-ledger/unique-keys.ts'

const CONTRACTS = {
  reserve: reserveContract,
  'reserve, limits': reserveLimitsContract,
  'finish, completed': finishCompletedContract,
  'finish, growth': finishGrowthContract,
  'finish, canceled or failed': finishClosedContract,
  'reserve, batch': reserveBatchContract,
  renew: renewContract,
  multipart: multipartContract,
  seals: sealsContract,
  timeline: timelineContract,
  lists: listsContract,
  'search and sort': searchAndSortContract,
  dropReference: dropReferenceContract,
  duplicates: duplicatesContract,
  findOriginal: findOriginalContract,
  leftovers: leftoversContract,
  'unique keys': uniqueKeysContract,
  idempotency: idempotencyContract,
  'files of a token': tokenFilesContract,
  races: racesContract,
}

/** What every `UploadLedger` does. */
export function uploadLedgerContract(name: string, makeHarness: MakeDatabaseHarness): void {
  for (const [part, contract] of Object.entries(CONTRACTS))
    databaseSuite(`${name} keeps the UploadLedger contract: ${part}`, makeHarness, contract)
}

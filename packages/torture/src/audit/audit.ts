import type { Database } from '@landfall/db'
import { createRuntime, parseEnv } from '@landfall/runtime'
import type { Stranger } from '../load/stranger.ts'
import type { Witness } from '../load/witness.ts'
import type { Installation } from '../parts/installation.ts'
import { checkBooks, checkLimits, checkProcesses } from './check-books.ts'
import { checkFiles } from './check-files.ts'
import { checkKept } from './check-kept.ts'
import { checkMultiparts } from './check-multiparts.ts'
import { checkServed } from './check-served.ts'
import { checkStore, checkVersions } from './check-store.ts'
import { checkTold } from './check-told.ts'
import { type Records, readRecords } from './read-records.ts'

interface Audited {
  database: Database
  witness: Witness
  stranger: Stranger
  isVersioned: boolean
}

/** Holds what the clients saw against what the product says and what the store holds. Empty: all is well. */
export async function audit(
  installation: Installation,
  { database, witness, stranger, isVersioned }: Audited,
): Promise<string[]> {
  const runtime = await createRuntime(parseEnv({ ...installation.variables(), LOG_LEVEL: 'silent' }))
  try {
    const records = await readRecords(database)
    countEnds(witness, records)
    return [
      ...witness.unexpected,
      ...checkProcesses(installation),
      ...checkFiles(witness, records),
      ...checkTold(witness, records),
      ...(await checkServed({ installation, witness, records })),
      ...(await checkKept(runtime, witness, records)),
      ...(await checkMultiparts({ runtime, database, witness, stranger }, records)),
      ...(await checkStore(runtime, witness, records)),
      ...(isVersioned ? await checkVersions({ installation, stranger }, records) : []),
      ...(await checkBooks(runtime, database)),
      ...(await checkLimits(database)),
    ]
  } finally {
    await runtime.close()
  }
}

function countEnds({ figures }: Witness, { uploads, keys, objectIds }: Records): void {
  for (const { status, settledBy } of uploads.values()) {
    figures.add(settledBy === null ? `ended ${status}` : `settled by ${settledBy}`)
  }
  for (const { state } of keys.values()) figures.add(`keys ${state}`)
  figures.add('objects at the end', objectIds.size)
}

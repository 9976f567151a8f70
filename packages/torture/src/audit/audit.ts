import type { Database } from '@landfall/db'
import { createRuntime, parseEnv } from '@landfall/runtime'
import type { Witness } from '../load/witness.ts'
import type { Installation } from '../parts/installation.ts'
import { checkBooks, checkProcesses } from './check-books.ts'
import { checkFiles } from './check-files.ts'
import { checkKept } from './check-kept.ts'
import { checkServed } from './check-served.ts'
import { checkStore } from './check-store.ts'
import { checkTold } from './check-told.ts'
import { type Records, readRecords } from './read-records.ts'

/** Holds what the clients saw against what the product says and what the store holds. Empty: all is well. */
export async function audit(
  installation: Installation,
  { database, witness }: { database: Database; witness: Witness },
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
      ...(await checkServed(installation, witness, records)),
      ...(await checkKept(runtime, witness, records)),
      ...(await checkStore(runtime, records)),
      ...(await checkBooks(runtime, database)),
    ]
  } finally {
    await runtime.close()
  }
}

function countEnds({ figures }: Witness, { uploads, keys }: Records): void {
  for (const { status, settledBy } of uploads.values()) {
    figures.add(settledBy === null ? `ended ${status}` : `settled by ${settledBy}`)
  }
  for (const { state } of keys.values()) figures.add(`keys ${state}`)
}

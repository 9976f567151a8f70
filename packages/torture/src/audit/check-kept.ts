import type { Runtime } from '@landfall/runtime'
import type { Witness } from '../load/witness.ts'
import { readKey } from './read-key.ts'
import type { Records } from './read-records.ts'

/** What a client asked not to delete lies where it lay, byte for byte. */
export async function checkKept(runtime: Runtime, witness: Witness, { keys }: Records): Promise<string[]> {
  const problems: string[] = []
  const acknowledged = witness.sent.filter(({ ackedAt }) => ackedAt !== null)
  for (const { key, uploadId } of acknowledged.filter(file => keys.get(file.key)?.state === 'kept')) {
    const { status, sha256 } = await readKey(runtime, key)
    const isSent = witness.sent.some(file => file.key === key && file.sha256 === sha256)
    if (status !== 200 || !isSent) problems.push(`${uploadId}: ${key} was to be kept, and is not (${status})`)
  }
  return problems
}

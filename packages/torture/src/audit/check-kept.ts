import type { Runtime } from '@landfall/runtime'
import { sha256 } from '../lib/sha256.ts'
import type { Witness } from '../load/witness.ts'
import type { Records } from './read-records.ts'

/** What a client asked not to delete lies where it lay, byte for byte. */
export async function checkKept(
  { services }: Runtime,
  witness: Witness,
  { keys }: Records,
): Promise<string[]> {
  const problems: string[] = []
  const acknowledged = witness.sent.filter(({ ackedAt }) => ackedAt !== null)
  for (const { key, uploadId } of acknowledged.filter(file => keys.get(file.key)?.state === 'kept')) {
    const url = await services.store.presignGet({
      key,
      versionId: null,
      expiresInSeconds: 60,
      contentDisposition: 'attachment',
      contentType: 'application/octet-stream',
    })
    const answer = await fetch(url)
    const kept = sha256(new Uint8Array(await answer.arrayBuffer()))
    const isSent = witness.sent.some(file => file.key === key && file.sha256 === kept)
    if (answer.status !== 200 || !isSent)
      problems.push(`${uploadId}: ${key} was to be kept, and is not (${answer.status})`)
  }
  return problems
}

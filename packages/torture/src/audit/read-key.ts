import type { Runtime } from '@landfall/runtime'
import { sha256 } from '../lib/sha256.ts'

/** What lies at a key, whoever wrote it. */
export async function readKey(
  { services }: Runtime,
  key: string,
): Promise<{ status: number; sha256: string }> {
  const url = await services.store.presignGet({
    key,
    versionId: null,
    expiresInSeconds: 60,
    contentDisposition: 'attachment',
    contentType: 'application/octet-stream',
  })
  const answer = await fetch(url)
  return { status: answer.status, sha256: sha256(new Uint8Array(await answer.arrayBuffer())) }
}

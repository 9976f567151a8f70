import { sourceFromBlob } from '../source/blob-source.ts'
import { crc64Of, createCrc64 } from './crc64.ts'
import type { Crc64Answer } from './worker-crc64.ts'

/** Runs in a Worker of the page's own and hashes one Blob. */
interface Scope {
  onmessage: ((event: { data: Blob }) => void) | null
  postMessage(answer: Crc64Answer): void
}

const scope = globalThis as unknown as Scope

async function hash(blob: Blob): Promise<Crc64Answer> {
  const crc64 = await createCrc64().catch(() => null)
  if (crc64 === null) return { crc64nvme: null }
  const chunks = sourceFromBlob(blob).open()
  return { crc64nvme: await crc64Of(crc64, chunks, new AbortController().signal) }
}

scope.onmessage = ({ data }) => {
  hash(data).then(
    answer => scope.postMessage(answer),
    (error: unknown) => scope.postMessage({ error: String(error) }),
  )
}

import { sourceUnreadable } from '../source/source-errors.ts'

/** `null`: the page's policy allows no WebAssembly. */
export type Crc64Answer = { crc64nvme: string | null } | { error: string }

/** The part of a Worker that is used. */
export interface WorkerLike {
  postMessage(blob: Blob): void
  terminate(): void
  onmessage: ((event: { data: Crc64Answer }) => void) | null
  onerror: ((event: unknown) => void) | null
}

declare const Worker: new (url: URL, options: { type: 'module' }) => WorkerLike

/** Bundlers look for exactly this expression and give the file that it names to the browser. */
export const startCrc64Worker = (): WorkerLike =>
  new Worker(new URL('./crc64-worker.ts', import.meta.url), { type: 'module' })

/**
 * Hashes in a Worker, so that a page never freezes however large the file is. Where no Worker may start (the page's own
 * policy, a bundler that left it out) the file goes without a checksum of ours: `null`.
 */
export async function workerCrc64(
  blob: Blob,
  signal: AbortSignal,
  startWorker: () => WorkerLike,
): Promise<string | null> {
  signal.throwIfAborted()
  const worker = startOrNull(startWorker)
  if (worker === null) return null
  try {
    return await new Promise((resolve, reject) => {
      signal.addEventListener('abort', () => reject(signal.reason), { once: true })
      worker.onmessage = ({ data }) => {
        if ('crc64nvme' in data) resolve(data.crc64nvme)
        else
          reject(
            sourceUnreadable('The file could not be read; was it moved, changed or deleted?', data.error),
          )
      }
      worker.onerror = () => resolve(null)
      worker.postMessage(blob)
    })
  } finally {
    worker.terminate()
  }
}

function startOrNull(startWorker: () => WorkerLike): WorkerLike | null {
  try {
    return startWorker()
  } catch {
    return null
  }
}

import type { UploadStore } from '../pending/upload-store.ts'
import type { SendPut } from '../send-put/send-put.ts'
import type { Body, Source, SourceHints, UploadInput } from '../source/source.ts'

/** What differs between a browser and Node; everything else of the client runs on both. */
export interface Platform {
  isBrowser: boolean
  openSource(input: UploadInput, hints: SourceHints): Promise<Source>
  /** Lower-case hex; `null` where this source cannot be hashed beforehand. */
  sha256(
    source: Source,
    how: { signal: AbortSignal; onHashed: (bytes: number) => void },
  ): Promise<string | null>
  /**
   * CRC-64/NVME in base64, of all bytes in order; `null` where it cannot be computed without freezing the page.
   */
  crc64nvme(body: Pick<Body, 'blob' | 'open'>, signal: AbortSignal): Promise<string | null>
  sendPut: SendPut
  /** What keeps uploads in progress; `null`: nothing does. `folder`: only in Node. */
  openStore(folder: string | null): UploadStore | null
  /** Resolves as soon as the device does not say that it has no network. */
  whenOnline(signal: AbortSignal): Promise<void>
  /** Parts that are sent at the same time. */
  parallelParts: number
}

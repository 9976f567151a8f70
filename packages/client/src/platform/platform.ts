import type { SendPut } from '../send-put/send-put.ts'
import type { Source, SourceHints, UploadInput } from '../source/source.ts'

/** What differs between a browser and Node; everything else of the client runs on both. */
export interface Platform {
  isBrowser: boolean
  openSource(input: UploadInput, hints: SourceHints): Promise<Source>
  /** Lower-case hex; `null` where this source cannot be hashed beforehand. */
  sha256(
    source: Source,
    how: { signal: AbortSignal; onHashed: (bytes: number) => void },
  ): Promise<string | null>
  sendPut: SendPut
}

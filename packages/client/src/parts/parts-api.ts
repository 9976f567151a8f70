import type { LandfallTrpc } from '../api/create-trpc.ts'
import type { PartsTicket } from '../upload/upload-job.ts'

/** What the server does for one upload in parts. The machine that sends them knows nothing else of it. */
export interface PartsApi {
  /** Fresh URLs. `fileSizeBytes` is told with the last part of a stream, whose length follows from it. */
  sign(numbers: readonly number[], fileSizeBytes: number | null, signal: AbortSignal): Promise<SignedPart[]>
  /** What the store has of the newest attempt. */
  list(signal: AbortSignal): Promise<StoredParts>
}

export interface SignedPart {
  number: number
  url: string
  headers: Readonly<Record<string, string>>
}

export interface StoredParts {
  attempt: number
  partSizeBytes: number
  /** Bytes by part number. */
  sizes: ReadonlyMap<number, number>
  /** Put together already: nothing is to be sent. */
  isAssembled: boolean
}

type Place = Pick<PartsTicket, 'uploadId'> & { bucket: string }

type ListPartsResponse = Awaited<ReturnType<LandfallTrpc['uploads']['listParts']['query']>>

export function createPartsApi({ uploads }: LandfallTrpc, place: Place): PartsApi {
  const upload = { bucket: place.bucket, upload_id: place.uploadId }
  return {
    sign: async (numbers, fileSizeBytes, signal) => {
      const input = { ...upload, part_numbers: [...numbers], file_size_bytes: fileSizeBytes }
      const { parts } = await uploads.signParts.mutate(input, { signal })
      return parts.map(part => ({
        number: part.part_number,
        url: part.presigned_url,
        headers: part.upload_headers,
      }))
    },
    list: async signal => {
      const sizes = new Map<number, number>()
      for (let cursor: string | null = null; ; ) {
        const page: ListPartsResponse = await uploads.listParts.query({ ...upload, cursor }, { signal })
        for (const part of page.parts) sizes.set(part.part_number, part.size_bytes)
        cursor = page.next_cursor
        if (cursor !== null) continue
        const { attempt, part_size_bytes: partSizeBytes, is_assembled: isAssembled } = page
        return { attempt, partSizeBytes, sizes, isAssembled }
      }
    },
  }
}

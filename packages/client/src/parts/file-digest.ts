import type { UploadJob } from '../upload/upload-job.ts'

/** CRC-64/NVME of a whole file, in base64; `null`: not wanted, or not to be had here. */
export interface FileDigest {
  read(): Promise<string | null>
  /** Resolves when nothing reads the file any more; never rejects. */
  settled(): Promise<void>
}

/**
 * Reads the file in order while its parts are on their way, whatever part is sent when and whichever the store had before:
 * so the claim is about the file as a whole, parts of an earlier session included. A stream was hashed as it was read.
 */
export function startDigest({ options, source, platform }: UploadJob, signal: AbortSignal): FileDigest {
  const isWanted = options.checksum !== 'none'
  if (!isWanted || source.slice === null) {
    const ofStream = async () => source.readDigests()?.crc64nvme ?? null
    return { read: ofStream, settled: async () => undefined }
  }
  const running = platform.crc64nvme(source, signal)
  const settled = running.then(
    () => undefined,
    () => undefined,
  )
  return { read: () => running, settled: () => settled }
}

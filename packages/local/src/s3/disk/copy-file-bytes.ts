import type { FileHandle } from 'node:fs/promises'
import type { StagedFile } from './staged-file.ts'

const READ_BYTES = 1024 * 1024

export type SourceBytes = { file: FileHandle; sizeBytes: number }

/** The first `sizeBytes` of a file into one being written; `onChunk` sees them on the way. */
export async function copyFileBytes(
  source: SourceBytes,
  staged: StagedFile,
  onChunk?: (chunk: Buffer) => void,
): Promise<void> {
  for (let position = 0; position < source.sizeBytes; ) {
    // A buffer of its own each time: the staged file keeps it until it has been written.
    const buffer = Buffer.allocUnsafe(Math.min(READ_BYTES, source.sizeBytes - position))
    const { bytesRead } = await source.file.read(buffer, 0, buffer.length, position)
    if (bytesRead === 0) throw new Error('a file ended early')
    const chunk = buffer.subarray(0, bytesRead)
    onChunk?.(chunk)
    await staged.write(chunk)
    position += bytesRead
  }
}

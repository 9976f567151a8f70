import { createWriteStream } from 'node:fs'
import { mkdtemp, rm, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import type { Context } from '../context.ts'
import type { Item } from './find-files.ts'

/**
 * Standard input into a file of our own: its length is part of the signed request, and bytes that have to be sent again
 * cannot be read again. The folder is nobody else's to read, and goes in any case.
 */
export async function spoolStdin(
  { stdin, signal }: Pick<Context, 'stdin' | 'signal'>,
  { filename, path }: { filename: string; path: string | null },
): Promise<{ item: Item; remove: () => Promise<void> }> {
  const folder = await mkdtemp(join(tmpdir(), 'landfall-stdin-'))
  const remove = () => rm(folder, { recursive: true, force: true })
  const file = join(folder, 'bytes')
  try {
    await pipeline(stdin, createWriteStream(file, { mode: 0o600 }), { signal })
    const { size } = await stat(file)
    return { item: { name: filename, file, path, sizeBytes: size }, remove }
  } catch (error) {
    await remove()
    throw error
  }
}

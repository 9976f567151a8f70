import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { link, lstat, rename, rm } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { CommandError } from '../context.ts'

/**
 * Bytes under their name only once all of them are there: a download that breaks off leaves nothing, and what lay there
 * before stays whole until the last moment.
 */
export async function keepFile(
  bytes: AsyncIterable<Uint8Array>,
  target: string,
  { force, signal }: { force: boolean; signal: AbortSignal },
): Promise<void> {
  if (!force && (await isThere(target))) throw alreadyThere(target)
  const draft = join(dirname(target), `.${basename(target)}.${randomBytes(4).toString('hex')}.part`)
  try {
    await pipeline(bytes, createWriteStream(draft, { flags: 'wx' }), { signal })
    if (force) await rename(draft, target)
    else await nameOnce(draft, target)
  } catch (error) {
    await rm(draft, { force: true })
    throw error
  }
}

/** `rename` would replace what somebody else has put there meanwhile; a link refuses. */
async function nameOnce(draft: string, target: string): Promise<void> {
  try {
    await link(draft, target)
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException
    if (code === 'EEXIST') throw alreadyThere(target)
    // A file system without links: as good as looking again can be.
    if (await isThere(target)) throw alreadyThere(target)
    await rename(draft, target)
    return
  }
  await rm(draft)
}

const isThere = (path: string) =>
  lstat(path).then(
    () => true,
    () => false,
  )

const alreadyThere = (target: string) =>
  new CommandError(
    'FILE_EXISTS',
    `${target} exists: pass --force to replace it, or --output for another name`,
  )

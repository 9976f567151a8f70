import { mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { UploadOptions } from '@landfall/client'
import { parseObject, readIfThere } from '../config-file.ts'
import type { Item } from './find-files.ts'

/** How a file is sent, as plain JSON. */
export type SendOptions = Omit<UploadOptions, 'signal' | 'afterAbort' | 'onProgress' | 'onState'>

/** A file to send, and how. */
export type Asked = Item & { options: SendOptions }

/** What was asked for with an upload that may be gone on with: the client keeps ids and fingerprints, and knows no path. */
export interface CallNote {
  uploadId: string
  item: Asked
  modifiedAtMs: number
}

/** One small file for each upload under way. A note that cannot be kept only means that the file has to be named again. */
export interface CallNotes {
  keep(uploadId: string, item: Asked): void
  remove(uploadId: string): void
  list(): CallNote[]
}

/** The server keeps no upload open for longer than a week. */
const LONGEST_MS = 7 * 86_400_000

export function openCallNotes(folder: string): CallNotes {
  const pathOf = (uploadId: string) => join(folder, `${encodeURIComponent(uploadId)}.json`)
  const remove = (uploadId: string) => attempt(() => rmSync(pathOf(uploadId), { force: true }))
  return {
    remove,
    keep: (uploadId, item) =>
      attempt(() => {
        const note: CallNote = { uploadId, item, modifiedAtMs: statSync(item.file).mtimeMs }
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        writeFileSync(pathOf(uploadId), JSON.stringify(note), { mode: 0o600 })
      }),
    list: () =>
      namesIn(folder).flatMap(name => {
        const path = join(folder, name)
        if (!isOld(path)) return readNote(path)
        attempt(() => rmSync(path, { force: true }))
        return []
      }),
  }
}

/** Whether the file is still what it was when its upload was begun. */
export function isUnchanged({ item, modifiedAtMs }: CallNote): boolean {
  const stats = statSync(item.file, { throwIfNoEntry: false })
  return stats?.size === item.sizeBytes && stats.mtimeMs === modifiedAtMs
}

const namesIn = (folder: string): string[] => {
  try {
    return readdirSync(folder)
  } catch {
    return []
  }
}

const isOld = (path: string) =>
  Date.now() - (statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0) > LONGEST_MS

/** None where somebody was killed while it was written. */
function readNote(path: string): CallNote[] {
  try {
    return [parseObject(readIfThere(path) ?? '', path, '') as CallNote]
  } catch {
    return []
  }
}

function attempt(work: () => void): void {
  try {
    work()
  } catch {
    // A full disk or a folder of somebody else's: nothing that an upload should fail for.
  }
}

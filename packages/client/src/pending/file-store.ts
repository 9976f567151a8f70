import { randomUUID } from 'node:crypto'
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { homedir, platform } from 'node:os'
import { join } from 'node:path'
import type { PendingUpload, UploadStore } from './upload-store.ts'

/**
 * One JSON file per upload in a folder. Written beside its place and renamed, so that whoever is killed leaves the old
 * one or the new one; several processes may share the folder.
 */
export function createFileStore(dir: string = defaultDir()): UploadStore {
  const pathOf = (uploadId: string) => join(dir, `${encodeURIComponent(uploadId)}.json`)
  return {
    save: async upload => {
      await mkdir(dir, { recursive: true, mode: 0o700 })
      const draft = join(dir, `.${randomUUID()}.tmp`)
      await writeFile(draft, JSON.stringify(upload), { mode: 0o600 })
      await rename(draft, pathOf(upload.uploadId))
    },
    remove: uploadId => rm(pathOf(uploadId), { force: true }),
    list: async () => {
      const names = await readdir(dir).catch(() => [])
      const uploads = names.filter(name => name.endsWith('.json')).map(name => readUpload(join(dir, name)))
      return (await Promise.all(uploads)).filter(upload => upload !== null)
    },
  }
}

async function readUpload(path: string): Promise<PendingUpload | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8'))
  } catch {
    return null
  }
}

/** Where this system keeps the state of programs, for the person who runs this one. */
function defaultDir(): string {
  // biome-ignore lint/style/noProcessEnv: XDG Base Directory Specification and Windows tell these places so and only so.
  const { XDG_STATE_HOME: xdg, LOCALAPPDATA: local } = process.env
  const states: Partial<Record<NodeJS.Platform, string>> = {
    darwin: join(homedir(), 'Library', 'Application Support'),
    win32: local ?? join(homedir(), 'AppData', 'Local'),
  }
  const state = states[platform()] ?? (xdg || join(homedir(), '.local', 'state'))
  return join(state, 'landfall', 'uploads')
}

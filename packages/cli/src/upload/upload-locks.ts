import { randomUUID } from 'node:crypto'
import {
  linkSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { isAlive, OWN_PROCESS, type ProcessMark } from './process-mark.ts'

/**
 * Which process sends an upload right now: a file beside its record, made by a hard link, so that of two that take it at
 * once one has it, and nobody reads half of it. It ends with its process however that ends; what a crash leaves is taken
 * over. Owns nothing of the upload itself.
 */
export interface UploadLocks {
  /** `null`: it is ours from now on; else who has it. A folder that cannot be written keeps nobody from sending. */
  take(uploadId: string): Holder | null
  release(uploadId: string): void
  /** Another process that is at it right now. */
  holderOf(uploadId: string): Holder | null
}

export interface Holder extends ProcessMark {
  host: string
}

/**
 * A process of another machine that shares this folder cannot be asked, nor one whose number may be another's by now: they
 * show by this that they live.
 */
const BEAT_MS = 30_000
const SILENT_MS = 4 * BEAT_MS
/** The server keeps no upload open for longer than a week: nobody comes back to what a crash has left here. */
const LONGEST_MS = 8 * 86_400_000

const OWN: Holder = { ...OWN_PROCESS, host: hostname() }
const OWN_TEXT = JSON.stringify(OWN)

export function openUploadLocks(folder: string): UploadLocks {
  const own = new Set<string>()
  let beat: NodeJS.Timeout | undefined
  const pathOf = (uploadId: string) => join(folder, `${encodeURIComponent(uploadId)}.lock`)
  const keepBeating = () => {
    const now = new Date()
    for (const uploadId of own) attempt(() => utimesSync(pathOf(uploadId), now, now))
  }
  const isOurs = (uploadId: string) => {
    own.add(uploadId)
    beat ??= setInterval(keepBeating, BEAT_MS).unref()
    return null
  }
  return {
    take: uploadId => {
      try {
        mkdirSync(folder, { recursive: true, mode: 0o700 })
        if (beat === undefined) sweep(folder)
        return takeFile(pathOf(uploadId)) ?? isOurs(uploadId)
      } catch {
        // As with what is noted of it: nothing that an upload should fail for.
        return null
      }
    },
    release: uploadId => {
      if (!own.delete(uploadId)) return
      if (own.size === 0) {
        clearInterval(beat)
        beat = undefined
      }
      if (read(pathOf(uploadId)) === OWN_TEXT) attempt(() => rmSync(pathOf(uploadId)))
    },
    holderOf: uploadId => {
      const text = read(pathOf(uploadId))
      return text === null || text === OWN_TEXT ? null : liveHolder(pathOf(uploadId), text)
    },
  }
}

export const nameOf = ({ pid, host }: Holder) =>
  host === OWN.host ? `process ${pid}` : `process ${pid} on ${host}`

/** `null`: it is ours. Each turn ends it, or another process has changed something in between. */
function takeFile(path: string): Holder | null {
  for (let turns = 0; turns < 10; turns += 1) {
    const text = read(path)
    if (text === OWN_TEXT) break
    const holder = text === null ? null : liveHolder(path, text)
    if (holder !== null) return holder
    if (text !== null) setAside(path, text)
    if (create(path)) break
  }
  return null
}

/** Processes of other machines have the same numbers. */
const besides = (path: string) => `${path}.${randomUUID()}.tmp`

/** False: there is one. */
function create(path: string): boolean {
  const draft = besides(path)
  try {
    writeFileSync(draft, OWN_TEXT, { mode: 0o600 })
    linkSync(draft, path)
    return true
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false
    throw error
  } finally {
    rmSync(draft, { force: true })
  }
}

/** Of two that find a dead one, the second would set aside what the first has put in its place: then it is put back. */
function setAside(path: string, dead: string): void {
  const aside = besides(path)
  attempt(() => renameSync(path, aside))
  if (read(aside) !== dead) attempt(() => linkSync(aside, path))
  rmSync(aside, { force: true })
}

function liveHolder(path: string, text: string): Holder | null {
  try {
    const holder: Holder = JSON.parse(text)
    if (typeof holder.host !== 'string') return null
    const isHere = holder.host === OWN.host
    if (isHere && !isAlive(holder)) return null
    const isCertain = isHere && holder.began !== null
    return isCertain || ageOf(path) < SILENT_MS ? holder : null
  } catch {
    return null
  }
}

const ageOf = (path: string) => Date.now() - statSync(path).mtimeMs

function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    const path = join(folder, name)
    attempt(() => ageOf(path) > LONGEST_MS && rmSync(path))
  }
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return null
  }
}

function attempt(work: () => unknown): void {
  try {
    work()
  } catch {
    // Somebody else was faster, or the folder is gone.
  }
}

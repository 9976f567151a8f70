/**
 * Decides where binaries and cluster really lie. Normally: where they were found and where the caller asked. As
 * root, Postgres runs as somebody else, and a clone under a private folder (`mktemp -d`, /root) is closed to that
 * user. Then the binaries are copied once per version, and the cluster moves to a shared place with a symbolic link
 * from the asked one. The link alone says which cluster belongs to a clone: nothing is found again by its path, so a
 * deleted or moved clone can never get hold of another one's data.
 */
import { randomBytes } from 'node:crypto'
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { type Binaries, initdbBinary, postgresBinary } from './binaries.ts'
import { PostgresError } from './errors.ts'
import { canReach, type RunAs } from './run-as.ts'

export type Log = (line: string) => void

/** The folder to run the binaries from. */
export function placeBinaries(binaries: Binaries, user: RunAs): string {
  const needed = [
    canReach(postgresBinary(binaries.root), user, 'execute'),
    canReach(initdbBinary(binaries.root), user, 'execute'),
    canReach(join(binaries.root, 'lib'), user, 'read'),
    canReach(join(binaries.root, 'share', 'postgresql', 'postgres.bki'), user, 'read'),
  ]
  if (needed.every(Boolean)) return binaries.root
  const shared = sharedFolder(user)
  const copy = join(shared, `postgres-${binaries.version}`)
  if (!isOurs(copy)) copyOnce(binaries.root, copy)
  return copy
}

/** The real data directory for the asked one; it need not exist yet. */
export function placeCluster(dataDir: string, user: RunAs, log: Log): string {
  const isLink = lstatSync(dataDir, { throwIfNoEntry: false })?.isSymbolicLink() ?? false
  if (isLink && existsSync(dataDir)) return realpathSync(dataDir)
  mkdirSync(dirname(dataDir), { recursive: true })
  if (canReach(dirname(dataDir), user, 'execute')) {
    if (isLink) rmSync(dataDir)
    return join(realpathSync(dirname(dataDir)), dataDir.slice(dirname(dataDir).length + 1))
  }
  if (existsSync(join(dataDir, 'PG_VERSION'))) {
    throw new PostgresError(
      `The user that owns ${dataDir} cannot get to it: a folder above is closed to it (chmod o+x).`,
    )
  }
  const place = join(sharedFolder(user), `data-${randomBytes(6).toString('hex')}`)
  rmSync(dataDir, { recursive: true, force: true })
  symlinkSync(place, dataDir)
  log(`Postgres cannot run as root and its user cannot enter this folder, so its data lies in ${place}.`)
  return place
}

/**
 * /var/lib survives a reboot, unlike the temporary folder, which has to do where /var/lib is closed or read-only; TMPDIR
 * may itself be a folder that only we can enter, and then the system's own is left.
 */
function sharedFolder(user: RunAs): string {
  for (const folder of ['/var/lib/landfall', join(tmpdir(), 'landfall'), '/tmp/landfall']) {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o755 })
      // Somebody else's folder could hand us their binaries.
      if (isOurs(folder) && canReach(folder, user, 'execute')) return folder
    } catch {
      // Not a place for us; the next one may be.
    }
  }
  throw new PostgresError(
    'Neither /var/lib nor the temporary folder can hold a Postgres that another user may run. Set TMPDIR to a folder open to all.',
  )
}

function isOurs(folder: string): boolean {
  const stat = lstatSync(folder, { throwIfNoEntry: false })
  return stat?.isDirectory() === true && stat.uid === process.getuid?.() && (stat.mode & 0o022) === 0
}

/** Renamed into place when complete, so that a copy cut short or a second start at the same time leaves no half of one. */
function copyOnce(from: string, to: string): void {
  const draft = mkdtempSync(`${to}.`)
  try {
    cpSync(from, draft, { recursive: true, verbatimSymlinks: true })
    openToAll(draft)
    renameSync(draft, to)
  } catch (error) {
    rmSync(draft, { recursive: true, force: true })
    if (!isOurs(to)) throw error
  }
}

/** An install under a strict umask left the files private. */
function openToAll(folder: string): void {
  chmodSync(folder, 0o755)
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) openToAll(path)
    else if (entry.isFile()) chmodSync(path, lstatSync(path).mode | 0o555)
  }
}

import { execFileSync } from 'node:child_process'
import { realpathSync, type Stats, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { PostgresError } from './errors.ts'

/** Whom the server runs as; `null` is ourselves. Postgres refuses to run as root, so root must name somebody else. */
export type RunAs = { uid: number; gid: number } | null

/** The owner of an existing cluster goes first: a cluster belongs to one user for life. */
export function chooseUser(dataDir: string): RunAs {
  if (process.getuid?.() !== 0) return null
  const owner = ownerOfCluster(dataDir)
  if (owner !== null) {
    if (owner.uid !== 0) return owner
    throw new PostgresError(
      `${dataDir} belongs to root, and Postgres does not run as root. Give it to another user: chown -R nobody ${dataDir}`,
    )
  }
  const user = findUser('postgres') ?? findUser('nobody')
  if (user === null) {
    throw new PostgresError(
      'Postgres does not run as root, and there is neither a user postgres nor nobody to run it as. Start as another user or set DATABASE_URL.',
    )
  }
  return user
}

function ownerOfCluster(dataDir: string): { uid: number; gid: number } | null {
  const stat = statSync(join(dataDir, 'PG_VERSION'), { throwIfNoEntry: false })
  return stat === undefined ? null : { uid: stat.uid, gid: stat.gid }
}

function findUser(name: string): { uid: number; gid: number } | null {
  try {
    return { uid: askId('-u', name), gid: askId('-g', name) }
  } catch {
    return null
  }
}

function askId(flag: '-u' | '-g', name: string): number {
  return Number(execFileSync('id', [flag, name], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
}

type Permission = 'read' | 'execute'
const BIT: Record<Permission, number> = { read: 4, execute: 1 }

/** Whether that user gets to this path: every folder above must let it through. Clones made by `mktemp -d` or under /root do not. */
export function canReach(path: string, user: RunAs, permission: Permission): boolean {
  if (user === null) return true
  const real = realpathSync(path)
  if (!allows(statSync(real), user, permission)) return false
  for (let folder = dirname(real); ; folder = dirname(folder)) {
    if (!allows(statSync(folder), user, 'execute')) return false
    if (folder === dirname(folder)) return true
  }
}

function allows(stat: Stats, user: { uid: number; gid: number }, permission: Permission): boolean {
  const shift = shiftFor(stat, user)
  return (stat.mode & (BIT[permission] << shift)) !== 0
}

function shiftFor(stat: Stats, user: { uid: number; gid: number }): number {
  if (stat.uid === user.uid) return 6
  return stat.gid === user.gid ? 3 : 0
}

/**
 * The mark of this installation in the store: its id, and an epoch that the database counts up before it is written. It
 * answers two questions that the database alone cannot: whether the prefix is another installation's, and whether this
 * database is older than one that the store has seen (restored from a backup). What either may have written is not ours
 * to judge. Owns the mark; what follows from it is decided where something would be deleted.
 */
import type { Installation } from '../../ports/installations.ts'
import type { ServiceDeps } from '../deps.ts'

export type MarkFinding = 'ours' | 'new' | 'restored' | 'strangers'

const NAME = '_landfall/installation.json'
const keyOf = ({ settings }: ServiceDeps) => `${settings.keyPrefix}${NAME}`

/** Whoever came to a marked prefix second: the first one has to learn of it, or its orphans would be the second's keys. */
const GUESTS = '_landfall/installations/'
const guestKeyOf = ({ settings }: ServiceDeps, installationId: string) =>
  `${settings.keyPrefix}${GUESTS}${installationId}.json`

/** Of a second installation under the very prefix, or of one whose prefix lies below. */
export function isMarkOfAnother(deps: ServiceDeps, installationId: string, key: string): boolean {
  const isGuest = key.startsWith(`${deps.settings.keyPrefix}${GUESTS}`)
  return isGuest ? key !== guestKeyOf(deps, installationId) : key.endsWith(`/${NAME}`) && key !== keyOf(deps)
}

/**
 * Read before the database, so that of two processes none finds the other's newer epoch and takes it for a later database.
 * A stranger's mark is never replaced; ours is then put beside it.
 */
export async function renewMark(deps: ServiceDeps): Promise<MarkFinding> {
  const mark = await readMark(deps)
  const before = await deps.installations.current()
  if (mark !== null && mark.installationId !== before.installationId) {
    deps.log.error(
      { mark },
      'the prefix belongs to another installation; orphans are reported and never deleted',
    )
    await writeMark(deps, guestKeyOf(deps, before.installationId), before)
    return 'strangers'
  }
  const isRestored = mark !== null && mark.epoch > before.epoch
  if (isRestored) {
    await deps.installations.recordRestored(mark.epoch)
    deps.log.error(
      { storeEpoch: mark.epoch, databaseEpoch: before.epoch },
      'the database was restored from an older backup: what it calls open or does not know is kept',
    )
  }
  await writeMark(deps, keyOf(deps), await deps.installations.advance())
  return isRestored ? 'restored' : mark === null ? 'new' : 'ours'
}

/** Whether keys of this prefix may be judged by this database at all. */
export async function isOurPrefix(deps: ServiceDeps, installation: Installation): Promise<boolean> {
  const mark = await readMark(deps)
  return mark?.installationId === installation.installationId && mark.epoch <= installation.epoch
}

async function readMark(deps: ServiceDeps): Promise<{ installationId: string; epoch: number } | null> {
  const text = await deps.store.readText(keyOf(deps))
  if (text === null) return null
  try {
    const { installation_id: installationId, epoch } = JSON.parse(text) as Record<string, unknown>
    if (typeof installationId === 'string' && typeof epoch === 'number') return { installationId, epoch }
  } catch {
    // Not ours to read is not ours.
  }
  return { installationId: 'unreadable', epoch: 0 }
}

function writeMark(deps: ServiceDeps, key: string, { installationId, epoch }: Installation): Promise<void> {
  return deps.store.writeText(key, JSON.stringify({ installation_id: installationId, epoch }))
}

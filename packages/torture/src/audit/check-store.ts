import type { Runtime } from '@landfall/runtime'
import type { Stranger } from '../load/stranger.ts'
import type { Witness } from '../load/witness.ts'
import type { Installation } from '../parts/installation.ts'
import { readKey } from './read-key.ts'
import type { KeyRow, Records } from './read-records.ts'

const OWN_KEYS = '_landfall/'

/** What lies in the store is exactly what the rows say, nothing more, nothing less; and what strangers put there. */
export async function checkStore(runtime: Runtime, witness: Witness, { keys }: Records): Promise<string[]> {
  const stored = await listStore(runtime)
  const extra = [...stored].flatMap(([key, sizeBytes]) => problemOf(keys.get(key), sizeBytes) ?? [])
  const rows = [...keys.values()]
  const missing = rows.filter(({ key, state }) => state === 'live' && !stored.has(key))
  const isUnknown = (key: string) => !keys.has(key) && !witness.strangersKeys.has(key)
  return [
    ...[...stored.keys()].filter(isUnknown).map(key => `${key}: lies in the store without a row`),
    ...extra,
    ...missing.map(({ key }) => `${key}: is live, and nothing lies there`),
    ...rows.filter(({ isMissing }) => isMissing).map(({ key }) => `${key}: is called missing`),
    ...(await checkStrangers(runtime, witness)),
  ]
}

async function checkStrangers(runtime: Runtime, witness: Witness): Promise<string[]> {
  const problems: string[] = []
  for (const [key, written] of witness.strangersKeys) {
    if (written === null) continue
    const { status, sha256 } = await readKey(runtime, key)
    if (sha256 !== written) problems.push(`${key}: is a stranger's, and not as it was (${status})`)
  }
  return problems
}

/** On a store that keeps versions: a key that is gone has none left, and one that is served just that one. */
export async function checkVersions(
  { installation, stranger }: { installation: Installation; stranger: Stranger },
  { keys }: Records,
): Promise<string[]> {
  // Not every kind of store would list them.
  await installation.store.kill()
  installation.setProfile('aws')
  await installation.store.start()
  const problems: string[] = []
  for (const [key, count] of await stranger.countVersions()) {
    const { state } = keys.get(key) ?? {}
    const allowed = state === 'gone' ? 0 : 1
    if (count <= allowed || (state !== 'gone' && state !== 'live')) continue
    problems.push(`${key}: is ${state}, and ${count} versions of it are there`)
  }
  return problems
}

async function listStore({ services }: Runtime): Promise<Map<string, number>> {
  const stored = new Map<string, number>()
  for (let after = ''; ; ) {
    const page = await services.store.list({ prefix: '', after, limit: 1000 })
    for (const { key, sizeBytes } of page.keys) if (!key.startsWith(OWN_KEYS)) stored.set(key, sizeBytes)
    if (page.isLast) return stored
    after = page.keys.at(-1)?.key ?? after
  }
}

/** Of a key that lies in the store and has a row. */
function problemOf(row: KeyRow | undefined, sizeBytes: number): string | null {
  if (row === undefined || row.state === 'kept') return null
  if (row.state !== 'live') return `${row.key}: lies in the store, and is ${row.state}`
  return row.sizeBytes === sizeBytes
    ? null
    : `${row.key}: has ${sizeBytes} bytes, and its row says ${row.sizeBytes}`
}

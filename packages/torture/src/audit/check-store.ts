import type { Runtime } from '@landfall/runtime'
import { inLanes } from '../lib/in-lanes.ts'
import type { KeyRow, Records } from './read-records.ts'

const OWN_KEYS = '_landfall/'

/** What lies in the store is exactly what the rows say: nothing more, nothing less, and no multipart is left open. */
export async function checkStore(runtime: Runtime, { keys }: Records): Promise<string[]> {
  const stored = await listStore(runtime)
  const extra = [...stored].flatMap(([key, sizeBytes]) => problemOf(keys.get(key), sizeBytes) ?? [])
  const rows = [...keys.values()]
  const missing = rows.filter(({ key, state }) => state === 'live' && !stored.has(key))
  const open: string[] = []
  await inLanes(rows, 8, async ({ key, role }) => {
    if (role === 'put' && (await runtime.services.store.listMultiparts(key)).length > 0) open.push(key)
  })
  return [
    ...[...stored.keys()].filter(key => !keys.has(key)).map(key => `${key}: lies in the store without a row`),
    ...extra,
    ...missing.map(({ key }) => `${key}: is live, and nothing lies there`),
    ...open.map(key => `${key}: a multipart is open`),
  ]
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

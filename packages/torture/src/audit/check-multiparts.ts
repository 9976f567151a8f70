import type { Database } from '@landfall/db'
import type { Runtime } from '@landfall/runtime'
import { runJob } from '../chaos/move-times.ts'
import type { Stranger } from '../load/stranger.ts'
import type { Witness } from '../load/witness.ts'
import type { Records } from './read-records.ts'

interface Deps {
  runtime: Runtime
  database: Database
  witness: Witness
  stranger: Stranger
}

/**
 * The last look at a key leaves none open there, and the night none beside what is served; those of somebody else stay.
 * Every store of a storm can list its multiparts, so there is no excuse.
 */
export async function checkMultiparts(
  { runtime, database, witness, stranger }: Deps,
  { keys }: Records,
): Promise<string[]> {
  const describe = (key: string) => `${key} of ${keys.get(key)?.uploadId}, which is ${keys.get(key)?.state}`
  const before = await openAtKnownKeys(runtime, keys)
  const left = before.filter(key => keys.get(key)?.state === 'gone')
  witness.figures.add('multiparts left for the night', before.length - left.length)

  await runJob(database, 'abort-stray-multiparts')
  const after = await openAtKnownKeys(runtime, keys)
  const strangers = await stranger.openMultiparts()
  const taken = [...witness.strangersMultiparts].filter(id => !strangers.has(id))
  return [
    ...left.map(key => `${describe(key)}: its last look left a multipart open`),
    ...after.map(key => `${describe(key)}: a multipart is open`),
    ...taken.map(id => `the multipart ${id} of a stranger was aborted`),
  ]
}

async function openAtKnownKeys({ services }: Runtime, keys: Records['keys']): Promise<string[]> {
  const open: string[] = []
  let after: Awaited<ReturnType<typeof services.store.listOpenMultiparts>>['next'] = null
  do {
    const page: Awaited<ReturnType<typeof services.store.listOpenMultiparts>> =
      await services.store.listOpenMultiparts({ prefix: '', after, limit: 1_000 })
    open.push(...page.multiparts.map(({ key }) => key).filter(key => keys.has(key)))
    after = page.next
  } while (after !== null)
  return open
}

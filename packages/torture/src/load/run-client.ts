import { setTimeout as sleep } from 'node:timers/promises'
import { albums } from './kinds/albums.ts'
import { inBatches } from './kinds/in-batches.ts'
import { inlineBytes } from './kinds/inline-bytes.ts'
import { nearTheLimit } from './kinds/near-the-limit.ts'
import { oneUpload } from './kinds/one-upload.ts'
import { strangers } from './kinds/strangers.ts'
import { uniqueNames } from './kinds/unique-names.ts'
import { withToken } from './kinds/with-token.ts'
import type { Kind, LoadDeps, World } from './load-deps.ts'

const KINDS = {
  'one upload': oneUpload,
  'with a token': withToken,
  'in batches': inBatches,
  'unique names': uniqueNames,
  albums,
  'bytes in a request': inlineBytes,
  'near the limit': nearTheLimit,
  strangers,
} as const satisfies Record<string, Kind>

type KindName = keyof typeof KINDS
const NAMES = Object.keys(KINDS) as KindName[]

const WEIGHTS: Record<KindName, number> = {
  'one upload': 50,
  'with a token': 8,
  'in batches': 8,
  'unique names': 10,
  albums: 6,
  'bytes in a request': 6,
  'near the limit': 10,
  strangers: 4,
}

/** What the client of this number begins with, so that every kind is played, however slow a machine is. */
export const firstKindOf = (client: number): KindName => NAMES[client % NAMES.length] as KindName

/** One piece of work after the other, until the signal says so; the one that is under way is carried to its end. */
export async function runClient(
  deps: LoadDeps,
  world: World,
  { first, signal }: { first: KindName; signal: AbortSignal },
): Promise<void> {
  for (let next: KindName | null = first; !signal.aborted; next = null) {
    const name = next ?? deps.random.weighted(WEIGHTS)
    deps.witness.figures.add(`kind: ${name}`)
    await KINDS[name](deps, world)
    await sleep(deps.random.between(0, 150))
  }
}

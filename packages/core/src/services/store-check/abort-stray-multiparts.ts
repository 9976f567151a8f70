/**
 * Multiparts that nobody will ever complete, at keys that are settled: one that was begun twice because the first answer
 * got lost, one whose process died before it noted it, one that a slow network brought after the last look at its key. A
 * doomed key's own look does not find them at a key that is served. Owns no rule of its own on what may go: a key that
 * the database calls ended is sent to by nobody, whatever database is asked.
 */
import type { MultipartRef, MultipartsPage } from '../../ports/object-store.ts'
import { inParallel } from '../background/in-parallel.ts'
import type { ServiceDeps } from '../deps.ts'
import { unlessUnable } from '../parts/abort-multiparts.ts'

const PAGE = 1_000
const LANES = 8

/** `listed`: open multiparts under the prefix, whoever began them. */
export type StrayFigures = Record<'listed' | 'aborted' | 'errors', number>

/** Nothing is listed, and nothing counted, where the store cannot list: there a lifecycle rule ends them. */
export async function abortStrayMultiparts(deps: ServiceDeps): Promise<StrayFigures> {
  const figures: StrayFigures = { listed: 0, aborted: 0, errors: 0 }
  for (let after: MultipartRef | null = null; ; ) {
    const page: MultipartsPage | null = await listPage(deps, after)
    if (page === null) return figures
    figures.listed += page.multiparts.length
    await abortEnded(deps, page.multiparts, figures)
    if (page.next === null) return figures
    after = page.next
  }
}

const listPage = (deps: ServiceDeps, after: MultipartRef | null) =>
  unlessUnable(deps, () =>
    deps.store.listOpenMultiparts({ prefix: deps.settings.keyPrefix, after, limit: PAGE }),
  )

async function abortEnded(
  deps: ServiceDeps,
  multiparts: MultipartRef[],
  figures: StrayFigures,
): Promise<void> {
  if (multiparts.length === 0) return
  const ended = new Set(await deps.keyInventory.endedOf([...new Set(multiparts.map(({ key }) => key))]))
  const strays = multiparts.filter(({ key }) => ended.has(key))
  await inParallel(strays, LANES, async ref => {
    try {
      await deps.store.abortMultipart(ref)
      figures.aborted += 1
    } catch (err) {
      figures.errors += 1
      deps.log.warn({ key: ref.key, err }, 'could not abort a stray multipart; the next night looks again')
    }
  })
}

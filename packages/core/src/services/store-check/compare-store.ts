/**
 * Holds store and database against each other: keys without a row are reported as orphans, served keys without bytes are
 * marked as missing, after a HEAD. It deletes nothing.
 */
import {
  COMPARISON_LEASE_SECONDS,
  type ComparisonFigures,
  NOTHING_COMPARED,
} from '../../domain/comparison.ts'
import type { OrphanKey } from '../../ports/orphan-reports.ts'
import type { ServiceDeps } from '../deps.ts'
import { isMarkOfAnother } from './installation-mark.ts'
import { type MergedKey, mergeKeys } from './merge-keys.ts'

/** Younger keys are nobody's orphans: clocks differ, and whoever writes them may not be done. */
export const ORPHAN_AGE_SECONDS = 86_400
/** Keys that a report lists; what is beyond is counted. */
export const MAX_REPORTED_KEYS = 10_000
const KEPT_REPORTS = 30
const SAVE_EVERY = 500

/** `started`: of a report that was asked for; one that counts as over by then was told so, and may be asked for again. */
export async function compareStore(deps: ServiceDeps, started?: number): Promise<ComparisonFigures> {
  const reportId = started ?? (await deps.orphanReports.begin())
  if (!(await deps.orphanReports.keepAlive(reportId)))
    throw new RangeError(`The comparison ${reportId} is over already`)
  await using _alive = keepAlive(deps, reportId)
  const { installationId } = await deps.installations.current()
  // By the database's clock: a worker's own may be ahead, and take what is being written for an orphan.
  const startedAt = (await deps.orphanReports.find(reportId))?.startedAt ?? new Date(0)
  const comparison = createComparison(deps, { reportId, installationId, startedAt })
  const { figures } = comparison
  try {
    for await (const merged of mergeKeys(deps, deps.settings.keyPrefix)) await comparison.take(merged)
    await comparison.flush()
    await deps.orphanReports.finish(reportId, { ...comparison.times(), figures, error: null })
  } catch (error) {
    const text = error instanceof Error ? error.message : String(error)
    await deps.orphanReports.finish(reportId, { ...comparison.times(), figures, error: text })
    throw error
  }
  await deps.orphanReports.forget(KEPT_REPORTS)
  if (figures.orphans > 0 || figures.missing > 0)
    deps.log.warn({ reportId, ...figures }, 'store and database differ')
  return figures
}

/** However long the listing takes; a worker that dies stops saying so. */
function keepAlive(deps: ServiceDeps, reportId: number): AsyncDisposable {
  const tell = () =>
    deps.orphanReports.keepAlive(reportId).catch((err: unknown) => {
      deps.log.warn({ reportId, err }, 'could not prolong the lease of a comparison')
    })
  const timer = setInterval(tell, (COMPARISON_LEASE_SECONDS * 1000) / 4)
  return { [Symbol.asyncDispose]: async () => clearInterval(timer) }
}

type FoundKey = Omit<OrphanKey, 'outcome'>

function createComparison(
  deps: ServiceDeps,
  { reportId, installationId, startedAt }: { reportId: number; installationId: string; startedAt: Date },
) {
  const ours = `${deps.settings.keyPrefix}_landfall/`
  const young = startedAt.getTime() - ORPHAN_AGE_SECONDS * 1000
  const figures: ComparisonFigures = { ...NOTHING_COMPARED }
  let waiting: FoundKey[] = []
  let oldest: Date | null = null
  let newest: Date | null = null

  const flush = async () => {
    if (waiting.length > 0) await deps.orphanReports.save(reportId, waiting)
    waiting = []
  }
  const report = async (found: FoundKey) => {
    if (figures.orphans + figures.kept > MAX_REPORTED_KEYS) return
    waiting.push(found)
    if (waiting.length >= SAVE_EVERY) await flush()
  }
  const takeListed = async ({ listed, known }: MergedKey) => {
    if (listed === null || listed.key.startsWith(ours)) return
    const { key, sizeBytes, etag, lastModifiedAt } = listed
    figures.keys += 1
    figures.bytes += sizeBytes
    if (lastModifiedAt !== null && (newest === null || lastModifiedAt > newest)) newest = lastModifiedAt
    if (known?.state === 'kept') {
      figures.kept += 1
      figures.kept_bytes += sizeBytes
      await report({ key, reason: 'kept', sizeBytes, etag, lastModifiedAt })
    }
    if (known !== null || lastModifiedAt === null || lastModifiedAt.getTime() > young) return
    figures.orphans += 1
    figures.orphan_bytes += sizeBytes
    if (oldest === null || lastModifiedAt < oldest) oldest = lastModifiedAt
    await report({ key, reason: 'orphan', sizeBytes, etag, lastModifiedAt })
  }
  return {
    figures,
    flush,
    times: () => ({ oldestOrphanAt: oldest, newestKeyAt: newest }),
    async take(merged: MergedKey) {
      if (isMarkOfAnother(deps, installationId, merged.listed?.key ?? '')) figures.strangers += 1
      await takeListed(merged)
      await takeServed(deps, merged, figures)
    },
  }
}

/**
 * A listing may be older than a settle that was just made, and shows only the newest version of a key; only what HEAD
 * does not find either is missing.
 */
async function takeServed(
  deps: ServiceDeps,
  { listed, known }: MergedKey,
  figures: ComparisonFigures,
): Promise<void> {
  if (known?.state !== 'live') return
  const isListed = listed !== null && listed.etag === known.etag
  const isThere = isListed || (await deps.store.head(known.key, known.versionId)) !== null
  if (isThere && known.isMissing) {
    await deps.keyInventory.clearMissing([known.keyId])
    figures.back += 1
  }
  if (isThere) return
  const marked = await deps.keyInventory.markMissing([known.keyId])
  figures.missing += 1
  if (marked > 0) deps.log.error({ keyId: known.keyId }, 'the bytes of a served key are gone')
}

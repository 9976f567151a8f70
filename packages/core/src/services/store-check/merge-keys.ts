/**
 * The sorted merge of what the store lists and what the database knows, page by page: however many keys there are, two
 * pages are in memory. Each page of the store is taken first and its range of the database after: a key's row is inserted
 * before the key can be written, so whatever a page lists has its row by then.
 */
import { compareKeys } from '../../domain/key-order.ts'
import type { KnownKey } from '../../ports/key-inventory.ts'
import type { ListedKey } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'

/** One key, as either side has it. */
export interface MergedKey {
  listed: ListedKey | null
  known: KnownKey | null
}

const PAGE = 1000

export async function* mergeKeys(deps: ServiceDeps, prefix: string): AsyncGenerator<MergedKey> {
  for (let after = ''; ; ) {
    const page = await deps.store.list({ prefix, after, limit: PAGE })
    const end = page.isLast ? null : (page.keys.at(-1)?.key ?? null)
    if (!page.isLast && end === null)
      throw new RangeError('The store lists an empty page and says there is more')
    yield* mergePage(inOrder(page.keys, after), knownKeys(deps, { prefix, after, upTo: end }))
    if (end === null) return
    after = end
  }
}

async function* knownKeys(
  deps: ServiceDeps,
  { prefix, after, upTo }: { prefix: string; after: string; upTo: string | null },
): AsyncGenerator<KnownKey> {
  for (let from = after; ; ) {
    const rows = await deps.keyInventory.list({ prefix, after: from, upTo, limit: PAGE })
    yield* rows
    const last = rows.at(-1)
    if (last === undefined || rows.length < PAGE) return
    from = last.key
  }
}

async function* mergePage(listed: ListedKey[], known: AsyncGenerator<KnownKey>): AsyncGenerator<MergedKey> {
  let at = 0
  for await (const row of known) {
    for (let next = listed[at]; next && compareKeys(next.key, row.key) < 0; next = listed[at]) {
      yield { listed: next, known: null }
      at += 1
    }
    const same = listed[at]?.key === row.key ? (listed[at] ?? null) : null
    if (same) at += 1
    yield { listed: same, known: row }
  }
  for (const rest of listed.slice(at)) yield { listed: rest, known: null }
}

/** Some stores list in an order of their own; a merge would then take everything for lost. */
function inOrder(keys: ListedKey[], after: string): ListedKey[] {
  let last = after
  for (const { key } of keys) {
    if (compareKeys(key, last) <= 0)
      throw new RangeError('The store does not list its keys in the order of their bytes')
    last = key
  }
  return keys
}

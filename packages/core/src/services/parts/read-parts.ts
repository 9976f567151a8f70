import type { StoredPart } from '../../domain/multipart.ts'
import type { MultipartRef, PartsPage } from '../../ports/object-store.ts'
import type { ServiceDeps } from '../deps.ts'

const PAGE = 1_000

/** `null`: no such multipart. */
export async function readAllParts(deps: ServiceDeps, ref: MultipartRef): Promise<StoredPart[] | null> {
  const parts: StoredPart[] = []
  for (let after: number | null = 0; after !== null; ) {
    const page: PartsPage | null = await deps.store.listParts(ref, { after, limit: PAGE })
    if (page === null) return null
    parts.push(...page.parts)
    after = page.next
  }
  return parts.sort((a, b) => a.partNumber - b.partNumber)
}

/** Where nobody saw the store turn pages, all that it shows is read and cut here. */
export async function pageOfParts(
  deps: ServiceDeps,
  ref: MultipartRef,
  { after, limit }: { after: number; limit: number },
): Promise<PartsPage | null> {
  const capabilities = await deps.storeProfile.current()
  if (capabilities?.pagesParts) return deps.store.listParts(ref, { after, limit })
  const all = await readAllParts(deps, ref)
  if (all === null) return null
  const rest = all.filter(({ partNumber }) => partNumber > after)
  const parts = rest.slice(0, limit)
  return { parts, next: rest.length > limit ? (parts.at(-1)?.partNumber ?? null) : null }
}

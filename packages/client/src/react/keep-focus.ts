/**
 * Where the focus goes when the button that has it goes: for the keyboard and for screen readers, which would begin at the
 * top of the page again. The file's own row, the next one, the one before; after the last file, where more are added.
 */
export function keepFocus(leaving: HTMLElement): void {
  const page = leaving.ownerDocument
  if (page.activeElement !== leaving) return
  const row = leaving.closest('[data-part=file]')
  const list = row?.parentElement ?? null
  const rows = Array.from(list?.children ?? [])
  const at = row === null ? 0 : rows.indexOf(row)
  const nearest = [...rows.slice(at), ...rows.slice(0, at).reverse()]
  const place = list?.parentElement ?? null
  // What takes its place is not there yet.
  queueMicrotask(() => {
    const isLost = page.activeElement === null || page.activeElement === page.body
    if (isLost) focusFirst([...nearest.flatMap(actionsIn), ...entriesNear(place)])
  })
}

const actionsIn = (row: Element): HTMLElement[] =>
  row.isConnected ? [...row.querySelectorAll<HTMLElement>('[data-part=action]')] : []

/** The nearest ones first; a zone that is no button itself has one inside. */
function entriesNear(place: Element | null): HTMLElement[] {
  if (place === null) return []
  const zones = [...place.querySelectorAll<HTMLElement>('[data-part=dropzone],[data-part=file-input]')]
  const entries = zones.flatMap(zone => [zone, ...zone.querySelectorAll<HTMLElement>('button')])
  return [...entries, ...entriesNear(place.parentElement)]
}

function focusFirst(candidates: readonly HTMLElement[]): void {
  for (const candidate of candidates) {
    candidate.focus()
    if (candidate.ownerDocument.activeElement === candidate) return
  }
}

/** Who works with keys or a screen reader would begin at the top of the page again. */
const FOCUSABLE = 'button, a[href]'

/** To the next file, or the one before; after the last one to where files are added. Call it while the row is still there. */
export function passOnFocus(row: HTMLElement): void {
  if (!row.contains(document.activeElement)) return
  const rows = Array.from(row.parentElement?.children ?? [])
  const at = rows.indexOf(row)
  const nearest = [...rows.slice(at + 1), ...rows.slice(0, at).reverse()]
  queueMicrotask(() => {
    if (isLost()) focusFirst([...nearest.flatMap(focusableIn), ...addButtons()])
  })
}

/** Where the pressed button made place for others. */
export function keepFocusIn(row: HTMLElement): void {
  if (isLost()) focusFirst(focusableIn(row))
}

export const focusAdd = () => focusFirst(addButtons())

const isLost = () => document.activeElement === null || document.activeElement === document.body

const focusableIn = (row: Element): HTMLElement[] =>
  row.isConnected ? [...row.querySelectorAll<HTMLElement>(FOCUSABLE)] : []

/** Not every page has a button to add files, and every one a heading. */
const addButtons = () =>
  ['[data-action=upload]', 'h1'].flatMap(place => [...document.querySelectorAll<HTMLElement>(place)])

/** What is not seen cannot have it; a heading can once it is asked to. */
function focusFirst(candidates: readonly HTMLElement[]): void {
  for (const candidate of candidates) {
    if (candidate.tabIndex < 0) candidate.tabIndex = -1
    candidate.focus()
    if (document.activeElement === candidate) return
  }
}

import { pastedFiles } from './found-files.ts'
import { type Dropped, readDropped } from './read-dropped.ts'

/** Hears of files that are dropped on an element or a whole page, or pasted there. */
export interface FileListeners {
  /** The types of what is held over it, as far as the browser tells; `null`: nothing is, or no longer. */
  onOver(types: readonly string[] | null): void
  onFound(dropped: Dropped): void
}

type Target = Pick<HTMLElement, 'addEventListener'>

/** Events that were only kept from opening files: whoever listens may still take those. */
const kept = new WeakSet<Event>()

const isTaken = (event: Event) => event.defaultPrevented && !kept.has(event)

/** A picture that is pasted into rich text belongs there. */
const isEditor = (target: EventTarget | null) => (target as HTMLElement | null)?.isContentEditable === true

const hasFiles = (data: DataTransfer | null) => data?.types.includes('Files') ?? false

/** @returns How to stop. What an element inside took already is left alone. */
export function listenForFiles(target: Target, { onOver, onFound }: FileListeners): () => void {
  // Every element that is entered and left tells so; only the sum says whether the whole was left.
  let depth = 0
  const listen = new AbortController()
  const { signal } = listen
  const onDrag = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return
    event.preventDefault()
    if (event.type === 'dragenter') depth += 1
    if (event.type === 'dragleave') depth -= 1
    onOver(depth > 0 ? typesOf(event.dataTransfer) : null)
  }
  const onDrop = (event: DragEvent) => {
    if (!hasFiles(event.dataTransfer)) return
    depth = 0
    onOver(null)
    if (isTaken(event)) return
    event.preventDefault()
    void readDropped(event.dataTransfer?.items ?? []).then(onFound)
  }
  const onPaste = (event: ClipboardEvent) => {
    if (event.defaultPrevented || isEditor(event.target)) return
    const files = pastedFiles(event.clipboardData)
    if (files.length === 0) return
    event.preventDefault()
    onFound({ files, unreadable: [], isCut: false })
  }
  const onDragOver = (event: DragEvent) => {
    if (!event.dataTransfer || !hasFiles(event.dataTransfer)) return
    event.preventDefault()
    event.dataTransfer.dropEffect = 'copy'
  }
  for (const type of ['dragenter', 'dragleave'] as const) target.addEventListener(type, onDrag, { signal })
  target.addEventListener('dragover', onDragOver, { signal })
  target.addEventListener('drop', onDrop, { signal })
  target.addEventListener('paste', onPaste, { signal })
  return () => listen.abort()
}

const typesOf = (data: DataTransfer | null): string[] =>
  Array.from(data?.items ?? []).flatMap(({ kind, type }) => (kind === 'file' ? [type] : []))

/** Files that miss their zone would else take the page away: the browser opens them. @returns How to stop. */
export function keepPageOnMissedDrop(page: Target): () => void {
  const listen = new AbortController()
  const refuse = (event: DragEvent) => {
    if (event.defaultPrevented || !hasFiles(event.dataTransfer)) return
    event.preventDefault()
    kept.add(event)
    if (event.dataTransfer) event.dataTransfer.dropEffect = 'none'
  }
  for (const type of ['dragover', 'drop'] as const)
    page.addEventListener(type, refuse, { signal: listen.signal })
  return () => listen.abort()
}

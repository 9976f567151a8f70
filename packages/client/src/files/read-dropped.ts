/** A file that was chosen, dropped or pasted. */
export interface FoundFile {
  file: File
  /** Where it lay in a folder, such as `photos/2026/a.jpg`; `null`: it came alone. */
  path: string | null
}

/**
 * What was dropped, with the files of dropped folders. The items of a drop are gone once its event is over, so their
 * entries are taken at once and walked afterwards.
 */
export interface Dropped {
  files: FoundFile[]
  /** Paths of what the browser could not read. */
  unreadable: string[]
  /** There was more than one drop may bring. */
  isCut: boolean
}

/** A home folder dropped by mistake should not become a hundred thousand uploads. */
export const MAX_DROPPED_FILES = 1_000

/** To be called while the event is going on: afterwards there is nothing in its items. Never rejects. */
export function readDropped(items: Iterable<DataTransferItem>): Promise<Dropped> {
  const found: (FileSystemEntry | File)[] = []
  for (const item of items) {
    if (item.kind !== 'file') continue
    const entry = item.webkitGetAsEntry?.()
    // A plain file is taken as it is; only a folder has to be walked.
    const part = entry?.isDirectory ? entry : item.getAsFile()
    if (part) found.push(part)
  }
  return walk(found)
}

async function walk(found: readonly (FileSystemEntry | File)[]): Promise<Dropped> {
  const dropped: Dropped = { files: [], unreadable: [], isCut: false }
  const left = [...found]
  for (let next = left.shift(); next !== undefined; next = left.shift()) {
    if (dropped.files.length >= MAX_DROPPED_FILES) return { ...dropped, isCut: true }
    if (next instanceof File) dropped.files.push({ file: next, path: null })
    else {
      try {
        left.unshift(...(await open(next, dropped)))
      } catch {
        dropped.unreadable.push(pathOf(next))
      }
    }
  }
  return dropped
}

/** A file goes to the others; a folder answers what lies in it. */
async function open(entry: FileSystemEntry, { files }: Dropped): Promise<FileSystemEntry[]> {
  if (isFolder(entry)) return entriesOf(entry)
  const file = await new Promise<File>((resolve, reject) =>
    (entry as FileSystemFileEntry).file(resolve, reject),
  )
  files.push({ file, path: pathOf(entry) })
  return []
}

const isFolder = (entry: FileSystemEntry): entry is FileSystemDirectoryEntry => entry.isDirectory

const pathOf = ({ fullPath }: FileSystemEntry) => fullPath.replace(/^\//, '')

/** Chromium answers a hundred at a time, and nothing once it has told all. */
async function entriesOf(folder: FileSystemDirectoryEntry): Promise<FileSystemEntry[]> {
  const reader = folder.createReader()
  const all: FileSystemEntry[] = []
  for (;;) {
    const some = await new Promise<FileSystemEntry[]>((resolve, reject) =>
      reader.readEntries(resolve, reject),
    )
    if (some.length === 0) return all
    all.push(...some)
  }
}

export interface ChosenFile {
  file: File
  /** Where it lay in a dropped or chosen folder, such as `photos/2026/a.jpg`; null: it came alone. */
  path: string | null
}

/** A folder that was chosen tells where each file lay; a file alone tells nothing. */
export const chosenFrom = (files: Iterable<File>): ChosenFile[] =>
  Array.from(files, file => ({ file, path: file.webkitRelativePath || null }))

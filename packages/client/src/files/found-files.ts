import { nameOfPasted } from './pasted-name.ts'
import type { FoundFile } from './read-dropped.ts'

/** Of an input. A folder that was chosen tells where each file lay; a file alone tells nothing. */
export const chosenFiles = (files: Iterable<File>): FoundFile[] =>
  Array.from(files, file => ({ file, path: file.webkitRelativePath || null }))

/**
 * Of a paste; a screenshot gets a name. Cells copied from a spreadsheet come as text and as a picture of them: then the
 * text was meant, and there is no file.
 */
export function pastedFiles(data: Pick<DataTransfer, 'types' | 'files'> | null): FoundFile[] {
  if (!data || data.types.includes('text/plain')) return []
  return Array.from(data.files, file => ({ file: withName(file), path: null }))
}

function withName(file: File): File {
  const name = nameOfPasted(file.name, new Date())
  return name === file.name ? file : new File([file], name, { type: file.type })
}

import { contentTypeOf } from '../source/content-type-of.ts'
import type { Dropped, FoundFile } from './read-dropped.ts'

/** What a place takes. It saves people time; what may be uploaded, the server decides. */
export interface FileRules {
  /** As of `<input accept>`: `image/*,.pdf`. Absent: everything. */
  accept?: string | undefined
  maxFileBytes?: number | undefined
  maxFiles?: number | undefined
}

/** What was not taken, and why. */
export interface RefusedFile {
  /** `null`: it could not be read, or there were too many to name them. */
  file: File | null
  /** With its folder, where it lay in one; `null`: too many to name them. */
  name: string | null
  reason: 'type' | 'too_large' | 'too_many' | 'unreadable'
}

export function siftFiles(
  { files, unreadable, isCut }: Dropped,
  rules: FileRules,
): { taken: FoundFile[]; refused: RefusedFile[] } {
  const taken: FoundFile[] = []
  const refused: RefusedFile[] = unreadable.map(name => ({ file: null, name, reason: 'unreadable' }))
  for (const found of files) {
    const reason = reasonAgainst(found.file, rules) ?? (taken.length >= most(rules) ? 'too_many' : null)
    if (reason === null) taken.push(found)
    else refused.push({ file: found.file, name: found.path ?? found.file.name, reason })
  }
  if (isCut) refused.push({ file: null, name: null, reason: 'too_many' })
  return { taken, refused }
}

const most = ({ maxFiles = Number.POSITIVE_INFINITY }: FileRules) => maxFiles

function reasonAgainst(file: File, { accept, maxFileBytes }: FileRules): RefusedFile['reason'] | null {
  if (!isAccepted(file, accept)) return 'type'
  return maxFileBytes !== undefined && file.size > maxFileBytes ? 'too_large' : null
}

const patternsOf = (accept: string | undefined) =>
  (accept ?? '').split(',').flatMap(pattern => pattern.trim().toLowerCase() || [])

function isAccepted({ name, type }: Pick<File, 'name' | 'type'>, accept: string | undefined): boolean {
  const patterns = patternsOf(accept)
  // Browsers know fewer types than there are.
  const known = (type || contentTypeOf(name) || '').toLowerCase()
  return patterns.length === 0 || patterns.some(pattern => matches(pattern, name.toLowerCase(), known))
}

function matches(pattern: string, name: string, type: string): boolean {
  if (pattern.startsWith('.')) return name.endsWith(pattern)
  return pattern.endsWith('/*') ? type.startsWith(pattern.slice(0, -1)) : type === pattern
}

/** Nothing of what is held over the page would be taken. While it is held only types are known, no names. */
export function areRefused(types: readonly string[], accept: string | undefined): boolean {
  const patterns = patternsOf(accept)
  if (patterns.length === 0 || types.length === 0) return false
  if (types.includes('') || patterns.some(pattern => pattern.startsWith('.'))) return false
  return !types.some(type => patterns.some(pattern => matches(pattern, '', type.toLowerCase())))
}

import type { IndexEntry, KeyIndex, VersionEntry } from '../disk/key-index.ts'

/** All of it in byte-order strings (see KeyIndex), so that comparing and cutting work on UTF-8 bytes as S3's do. */
export type ListQuestion = {
  prefix: string
  delimiter: string
  /** Only what sorts after this; a common prefix given here stands for everything below it. */
  after: string
  maxKeys: number
}

export type ListPage = {
  entries: IndexEntry[]
  commonPrefixes: string[]
  /** Where the next page goes on; undefined when nothing is left. */
  nextAfter: string | undefined
}

/** Keys that sort after `position`, common prefixes in place of those they stand for. */
export type Walk = {
  prefix: string
  delimiter: string
  position: number
  isListed: (entry: VersionEntry) => boolean
}
export type WalkItem =
  | { bytes: string; entry: VersionEntry; commonPrefix?: undefined }
  | { commonPrefix: string }

export function* walkKeys(index: KeyIndex, walk: Walk): Generator<WalkItem> {
  let { position } = walk
  for (;;) {
    const found = index.at(position)
    if (!found?.bytes.startsWith(walk.prefix)) return
    const commonPrefix = commonPrefixOf(found.bytes, walk)
    if (!walk.isListed(found.entry)) {
      position += 1
    } else if (commonPrefix === undefined) {
      yield found
      position += 1
    } else {
      yield { commonPrefix }
      position = index.position(pastPrefix(commonPrefix))
    }
  }
}

/** Sorts after every string that starts with `prefix`: no UTF-8 byte is 0xff. */
export function pastPrefix(prefix: string): string {
  return `${prefix}\u00ff`
}

export function commonPrefixOf(
  bytes: string,
  question: { prefix: string; delimiter: string },
): string | undefined {
  if (question.delimiter === '') return undefined
  const at = bytes.indexOf(question.delimiter, question.prefix.length)
  return at < 0 ? undefined : bytes.slice(0, at + question.delimiter.length)
}

/** Where to begin: behind `after`, and never before the prefix. */
function firstPosition(index: KeyIndex, question: ListQuestion): number {
  if (question.after === '' || question.after < question.prefix) return index.position(question.prefix)
  const position = index.position(question.after)
  return index.at(position)?.bytes === question.after ? position + 1 : position
}

/** A key behind a delete marker is not there. */
export function listPage(index: KeyIndex, question: ListQuestion): ListPage {
  const { prefix, delimiter, maxKeys } = question
  const page: ListPage = { entries: [], commonPrefixes: [], nextAfter: undefined }
  const position = firstPosition(index, question)
  const isListed = (entry: VersionEntry) => !('isDeleteMarker' in entry)
  let last = ''
  for (const item of walkKeys(index, { prefix, delimiter, position, isListed })) {
    const count = page.entries.length + page.commonPrefixes.length
    if (count === maxKeys) return count > 0 ? { ...page, nextAfter: last } : page
    if (item.commonPrefix === undefined) {
      page.entries.push(item.entry as IndexEntry)
      last = item.bytes
    } else {
      page.commonPrefixes.push(item.commonPrefix)
      last = pastPrefix(item.commonPrefix)
    }
  }
  return page
}

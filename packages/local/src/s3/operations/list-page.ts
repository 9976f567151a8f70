import type { IndexEntry, KeyIndex } from '../disk/key-index.ts'

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

/** Sorts after every string that starts with `prefix`: no UTF-8 byte is 0xff. */
function pastPrefix(prefix: string): string {
  return `${prefix}\u00ff`
}

function commonPrefixOf(bytes: string, question: ListQuestion): string | undefined {
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

export function listPage(index: KeyIndex, question: ListQuestion): ListPage {
  const page: ListPage = { entries: [], commonPrefixes: [], nextAfter: undefined }
  let position = firstPosition(index, question)
  let last = ''
  for (let count = 0; ; count += 1) {
    const found = index.at(position)
    if (!found?.bytes.startsWith(question.prefix)) return page
    if (count === question.maxKeys) {
      if (count > 0) page.nextAfter = last
      return page
    }
    const commonPrefix = commonPrefixOf(found.bytes, question)
    if (commonPrefix === undefined) {
      page.entries.push(found.entry)
      last = found.bytes
      position += 1
    } else {
      page.commonPrefixes.push(commonPrefix)
      last = pastPrefix(commonPrefix)
      position = index.position(last)
    }
  }
}

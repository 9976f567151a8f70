import type { KeyIndex, VersionEntry } from '../disk/key-index.ts'
import { sequenceOf } from '../disk/version-id.ts'
import { commonPrefixOf, pastPrefix, walkKeys } from './list-page.ts'

/** Keys, prefix and delimiter in byte-order strings (see KeyIndex). */
export type VersionsQuestion = {
  prefix: string
  delimiter: string
  keyMarker: string
  /** Counts only within the key marker's key: the list goes on with what is older. */
  versionIdMarker: string | undefined
  maxKeys: number
}

export type VersionsPage = {
  versions: { entry: VersionEntry; isLatest: boolean }[]
  commonPrefixes: string[]
  /** Where the next page goes on; undefined when nothing is left. A common prefix has no version. */
  next: { keyMarker: string; versionIdMarker: string | undefined } | undefined
}

type Item = { bytes: string; entry: VersionEntry; isLatest: boolean } | { commonPrefix: string }

function firstPosition(index: KeyIndex, question: VersionsQuestion): number {
  const { keyMarker, prefix } = question
  if (keyMarker === '' || keyMarker < prefix) return index.position(prefix)
  // A page that ended with a common prefix has told of everything below it.
  if (commonPrefixOf(keyMarker, question) === keyMarker) return index.position(pastPrefix(keyMarker))
  const position = index.position(keyMarker)
  const isDone = index.at(position)?.bytes === keyMarker && question.versionIdMarker === undefined
  return isDone ? position + 1 : position
}

/** What is older than the marker, also when that version has been deleted since. */
function olderThan(versions: VersionEntry[], marker: string): VersionEntry[] {
  const at = versions.findIndex(version => version.versionId === marker)
  if (at >= 0) return versions.slice(at + 1)
  const sequence = sequenceOf(marker) ?? Number.POSITIVE_INFINITY
  return versions.filter(version => version.sequence < sequence)
}

function* walkVersions(index: KeyIndex, question: VersionsQuestion): Generator<Item> {
  const { prefix, delimiter, keyMarker, versionIdMarker } = question
  const position = firstPosition(index, question)
  for (const item of walkKeys(index, { prefix, delimiter, position, isListed: () => true })) {
    if (item.commonPrefix !== undefined) {
      yield item
      continue
    }
    const { bytes, entry: newest } = item
    const all = index.versions(bytes)
    const isResumed = bytes === keyMarker && versionIdMarker !== undefined
    for (const entry of isResumed ? olderThan(all, versionIdMarker) : all) {
      yield { bytes, entry, isLatest: entry === newest }
    }
  }
}

/** Every version and delete marker: keys in byte order, and of each key the newest first. */
export function versionsPage(index: KeyIndex, question: VersionsQuestion): VersionsPage {
  const page: VersionsPage = { versions: [], commonPrefixes: [], next: undefined }
  let last: VersionsPage['next']
  for (const item of walkVersions(index, question)) {
    if (page.versions.length + page.commonPrefixes.length === question.maxKeys) return { ...page, next: last }
    if ('commonPrefix' in item) {
      page.commonPrefixes.push(item.commonPrefix)
      last = { keyMarker: item.commonPrefix, versionIdMarker: undefined }
    } else {
      page.versions.push({ entry: item.entry, isLatest: item.isLatest })
      last = { keyMarker: item.bytes, versionIdMarker: item.entry.versionId }
    }
  }
  return page
}

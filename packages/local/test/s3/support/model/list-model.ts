import type { BucketModel } from './bucket-model.ts'

/** What lists should hold, sorted and rolled up all at once: no index, no pages, no markers. */
type ListInput = { prefix: string; delimiter: string; startAfter?: string }

const byBytes = (a: string, b: string) => Buffer.compare(Buffer.from(a), Buffer.from(b))

function rollUp(key: string, { prefix, delimiter }: ListInput): string | undefined {
  const at = delimiter === '' ? -1 : key.indexOf(delimiter, prefix.length)
  return at < 0 ? undefined : key.slice(0, at + delimiter.length)
}

function select(keys: string[], input: ListInput) {
  const { prefix, startAfter = '' } = input
  const inRange = keys.filter(key => key.startsWith(prefix) && byBytes(key, startAfter) > 0).sort(byBytes)
  const rolled = inRange.flatMap(key => rollUp(key, input) ?? [])
  return { keys: inRange.filter(key => rollUp(key, input) === undefined), prefixes: [...new Set(rolled)] }
}

export function modelList(model: BucketModel, input: ListInput) {
  const { keys, prefixes } = select(
    [...model.keys.keys()].filter(key => model.live(key)),
    input,
  )
  const objects = keys.map(key => ({
    key,
    size: model.live(key)?.body.length,
    etag: model.live(key)?.etag,
  }))
  return { objects, prefixes }
}

export function modelVersions(model: BucketModel, input: ListInput) {
  const { keys, prefixes } = select([...model.keys.keys()], input)
  const all = keys.flatMap(key =>
    model.versions(key).map(({ id, content }, at) => ({
      key,
      id,
      isLatest: at === 0,
      etag: content?.etag,
    })),
  )
  return {
    versions: all.filter(version => version.etag !== undefined),
    markers: all.filter(version => version.etag === undefined),
    prefixes,
  }
}

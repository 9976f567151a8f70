import fc from 'fast-check'
import { CHECKSUM_NAMES, type ChecksumName } from './digests.ts'

/** Which version of a key: none named, one of those there are (counted from the newest), or one that never was. */
export type Pick = 'current' | 'unknown' | number
/** An ETag to demand: the current object's, that of the version below it, or one that no object has. */
export type EtagPick = 'current' | 'older' | 'other'
export type WriteCondition = 'none' | 'absent' | EtagPick
export type ReadCondition = 'none' | 'ifMatch' | 'ifNoneMatch'

export type Operation =
  | {
      kind: 'put'
      key: string
      body: Uint8Array
      checksum: ChecksumName
      note: string
      condition: WriteCondition
    }
  | { kind: 'multipart'; key: string; body: Uint8Array; condition: 'none' | 'absent'; isAborted: boolean }
  | {
      kind: 'get'
      key: string
      pick: Pick
      range: [number, number] | undefined
      condition: ReadCondition
      etag: EtagPick
    }
  | { kind: 'head'; key: string; pick: Pick }
  | {
      kind: 'copy'
      from: string
      to: string
      pick: Pick
      source: 'none' | EtagPick
      isAbsent: boolean
      note: string | undefined
    }
  | { kind: 'delete'; key: string; condition: 'none' | EtagPick }
  | { kind: 'deleteVersion'; key: string; pick: Exclude<Pick, 'current'> }
  | { kind: 'deleteMany'; targets: { key: string; pick: Pick }[] }
  | { kind: 'list'; prefix: string; delimiter: string; pageSize: number; startAfter: string }
  | { kind: 'listVersions'; prefix: string; delimiter: string; pageSize: number }
  | { kind: 'versioning'; status: 'Enabled' | 'Suspended' }
  | { kind: 'restart' }

/** Few keys, so that operations meet; and such whose order, encoding or path somebody could get wrong. */
const KEYS = [
  'a',
  'a/',
  'a/b',
  'a/b/c',
  'a b+c%',
  'b//',
  '..',
  '<&>"',
  'é',
  'e\u0301',
  '\uffee',
  '🙂',
  '\u0001x',
]

const key = fc.constantFrom(...KEYS)
const body = fc.uint8Array({ maxLength: 40 })
const index = fc.nat({ max: 3 })
const note = fc.string({ unit: fc.constantFrom('a', 'b', ' ', '-'), maxLength: 5 }).map(text => text.trim())
const pick = fc.oneof(
  { weight: 4, arbitrary: fc.constant('current' as const) },
  { weight: 3, arbitrary: index },
  { weight: 1, arbitrary: fc.constant('unknown' as const) },
)
const etag = fc.constantFrom('current', 'older', 'other')
const maybeEtag = fc.constantFrom('none', 'none', 'current', 'older', 'other')
const prefix = fc.constantFrom('', '', 'a', 'a/', 'b/', 'é', '\uffee', 'nothing')
const delimiter = fc.constantFrom('', '', '/', 'b', '//')
const pageSize = fc.constantFrom(1, 2, 3, 1000)

const put = fc.record({
  kind: fc.constant('put' as const),
  key,
  body,
  note,
  checksum: fc.constantFrom(...CHECKSUM_NAMES),
  condition: fc.constantFrom('none', 'none', 'none', 'absent', 'current', 'older', 'other'),
})
const multipart = fc.record({
  kind: fc.constant('multipart' as const),
  key,
  body,
  condition: fc.constantFrom('none', 'absent'),
  isAborted: fc.boolean(),
})
const get = fc.record({
  kind: fc.constant('get' as const),
  key,
  pick,
  etag,
  range: fc.option(fc.tuple(fc.nat({ max: 30 }), fc.nat({ max: 60 })), { nil: undefined }),
  condition: fc.constantFrom('none', 'none', 'ifMatch', 'ifNoneMatch'),
})
const copy = fc.record({
  kind: fc.constant('copy' as const),
  from: key,
  to: key,
  pick,
  source: maybeEtag,
  isAbsent: fc.boolean(),
  note: fc.option(note, { nil: undefined }),
})
const remove = fc.record({ kind: fc.constant('delete' as const), key, condition: maybeEtag })
const removeVersion = fc.record({
  kind: fc.constant('deleteVersion' as const),
  key,
  pick: fc.oneof(index, fc.constant('unknown' as const)),
})
const removeMany = fc.record({
  kind: fc.constant('deleteMany' as const),
  targets: fc.array(fc.record({ key, pick }), { minLength: 1, maxLength: 4 }),
})
const list = fc.record({
  kind: fc.constant('list' as const),
  prefix,
  delimiter,
  pageSize,
  startAfter: fc.oneof(fc.constant(''), key),
})

/** Sequences long enough for versions to pile up; the same from the same seed. */
export function operationSequences(maxLength: number): fc.Arbitrary<Operation[]> {
  const operation: fc.Arbitrary<Operation> = fc.oneof(
    { weight: 10, arbitrary: put },
    { weight: 2, arbitrary: multipart },
    { weight: 6, arbitrary: get },
    { weight: 3, arbitrary: fc.record({ kind: fc.constant('head' as const), key, pick }) },
    { weight: 4, arbitrary: copy },
    { weight: 5, arbitrary: remove },
    { weight: 3, arbitrary: removeVersion },
    { weight: 2, arbitrary: removeMany },
    { weight: 3, arbitrary: list },
    {
      weight: 3,
      arbitrary: fc.record({ kind: fc.constant('listVersions' as const), prefix, delimiter, pageSize }),
    },
    {
      weight: 2,
      arbitrary: fc.record({
        kind: fc.constant('versioning' as const),
        status: fc.constantFrom('Enabled', 'Suspended'),
      }),
    },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('restart' as const) }) },
  )
  return fc.array(operation, { minLength: 1, maxLength, size: 'max' })
}

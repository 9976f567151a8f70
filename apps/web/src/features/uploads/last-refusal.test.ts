import { expect, test } from 'vitest'
import { lastRefusal } from './last-refusal.ts'

const created = { kind: 'created', detail: {} }
const seen = { kind: 'bytes_seen', detail: { size_bytes: 7 } }
const refused = (code: string) => ({ kind: 'confirm_refused', detail: { code } })

test.each([
  ['nothing was refused', [created, seen], null],
  ['the last confirm was refused', [created, seen, refused('ETAG_MISMATCH')], 'ETAG_MISMATCH'],
  ['the store told of the refused bytes later', [created, refused('ETAG_MISMATCH'), seen], 'ETAG_MISMATCH'],
  ['the bytes came after they were missed', [created, refused('OBJECT_NOT_IN_STORAGE'), seen], null],
  [
    'they were missed, and nothing came',
    [created, refused('OBJECT_NOT_IN_STORAGE')],
    'OBJECT_NOT_IN_STORAGE',
  ],
  ['it was signed anew since', [created, refused('SIZE_MISMATCH'), { kind: 'renewed', detail: {} }], null],
  ['there are no events', [], null],
] as const)('%s', (_, events, code) => {
  expect(lastRefusal(events)).toBe(code)
})

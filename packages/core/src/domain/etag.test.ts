import { expect, test } from 'vitest'
import { normalizeEtag } from './etag.ts'

test.each([
  ['5d41402abc4b2a76b9719d911017c592', '5d41402abc4b2a76b9719d911017c592'],
  ['"5d41402abc4b2a76b9719d911017c592"', '5d41402abc4b2a76b9719d911017c592'],
  ['W/"5d41402a"', '5d41402a'],
  ['W/5d41402a', '5d41402a'],
  ['  "abc"\n', 'abc'],
  ['"abc-12"', 'abc-12'],
  ['ABCdef', 'ABCdef'],
  ['"a"b"', 'a"b'],
  ['"abc', '"abc'],
  ['w/"abc"', 'w/"abc"'],
])('%j is %j', (given, etag) => {
  expect(normalizeEtag(given)).toBe(etag)
})

test.each([null, undefined, '', '""', '   ', 'W/""', ' "" '])('%j counts as not given', given => {
  expect(normalizeEtag(given)).toBeNull()
})

test('what is normalized stays as it is', () => {
  for (const etag of ['abc', 'abc-2', 'a"b']) expect(normalizeEtag(normalizeEtag(etag))).toBe(etag)
})
